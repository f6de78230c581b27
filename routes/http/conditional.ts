import { sha256 } from "../../lib/security/sealed.ts";

/** A document that clients poll for changes. */
export interface Fetched {
  text: string;
  contentType: string;
  updatedAt: Date;
  /** How many seconds clients may use the document without a request. */
  seconds: number;
}

/** Returns the document, or 304 if the client has it already (RFC 9110 §13). */
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
    // Compare for equality, not ≥: deleting the newest entry moves Last-Modified backwards.
    : request.header("if-modified-since") === lastModified;
  if (isKnown) return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, "content-type": contentType } });
}
