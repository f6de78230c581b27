import type { ObjectMetadata } from "./object_file.ts";
import type { ObjectStore } from "./object_store.ts";
import { S3Error } from "./answers.ts";

interface Range {
  start: number;
  length: number;
}

/** Serves GET and HEAD of an object, with ranges and conditions. */
export async function readObject(
  request: Request,
  key: string,
  objects: ObjectStore,
): Promise<Response> {
  const object = await objects.open(key);
  if (!object) throw new S3Error("NoSuchKey");
  try {
    const { metadata } = object;
    const headers = new Headers(metadata.headers);
    headers.set("etag", metadata.etag);
    headers.set("last-modified", new Date(metadata.modifiedAt).toUTCString());
    headers.set("accept-ranges", "bytes");
    if (isUnchanged(request, metadata)) {
      object[Symbol.dispose]();
      return new Response(null, { status: 304, headers });
    }
    const range = requestedRange(request, metadata);
    const { start, length } = range ?? { start: 0, length: metadata.bytes };
    headers.set("content-length", String(length));
    if (range) {
      headers.set("content-range", `bytes ${start}-${start + length - 1}/${metadata.bytes}`);
    }
    const empty = request.method === "HEAD" || length === 0;
    if (empty) object[Symbol.dispose]();
    return new Response(empty ? null : object.stream(start, length), {
      status: range ? 206 : 200,
      headers,
    });
  } catch (error) {
    object[Symbol.dispose]();
    throw error;
  }
}

function isUnchanged(request: Request, metadata: ObjectMetadata): boolean {
  const match = request.headers.get("if-match");
  if (match !== null && !names(match, metadata.etag)) throw new S3Error("PreconditionFailed");
  const noneMatch = request.headers.get("if-none-match");
  if (noneMatch !== null) return names(noneMatch, metadata.etag);
  const since = Date.parse(request.headers.get("if-modified-since") ?? "");
  return Math.floor(metadata.modifiedAt / 1000) * 1000 <= since;
}

function names(condition: string, etag: string): boolean {
  return condition.split(",").some((part) => {
    const tag = part.trim().replace(/^W\//, "");
    return tag === "*" || tag === etag || `"${tag}"` === etag;
  });
}

// HTTP requires other forms of ranges to be ignored.
function requestedRange(request: Request, { bytes, etag }: ObjectMetadata): Range | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(request.headers.get("range") ?? "");
  const condition = request.headers.get("if-range");
  if (!match || match[0] === "bytes=-" || (condition !== null && condition !== etag)) return null;
  const [, first, last] = match;
  const start = first ? Number(first) : Math.max(0, bytes - Number(last));
  const end = first && last ? Math.min(Number(last), bytes - 1) : bytes - 1;
  if (first && last && Number(last) < start) return null;
  if (start >= bytes) throw new S3Error("InvalidRange");
  return { start, length: end - start + 1 };
}
