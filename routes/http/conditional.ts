import { sha256 } from "../../lib/security/sealed.ts";

/** A document that many fetch again and again to see whether it has changed. */
export interface Fetched {
  text: string;
  contentType: string;
  updatedAt: Date;
  /** How long nobody needs to ask again. */
  seconds: number;
}

/** The document, or 304 where the client has it already. */
export function answerConditionally(
  request: { header(name: string): string | undefined },
  { text, contentType, updatedAt, seconds }: Fetched,
): Response {
  const etag = `"${sha256(text).toHex().slice(0, 32)}"`;
  const lastModified = updatedAt.toUTCString();
  const headers = {
    etag,
    "last-modified": lastModified,
    "cache-control": `public, max-age=${seconds}`,
  };
  const known = request.header("if-none-match");
  const isKnown = known !== undefined
    ? known.trim() === "*" ||
      known.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag)
    // Exactly this time and no later one: where the newest entry was deleted, time goes back.
    : request.header("if-modified-since") === lastModified;
  if (isKnown) return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, "content-type": contentType } });
}
