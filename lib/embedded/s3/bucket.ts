import { xmlFields, xmlTexts } from "../../xml.ts";
import { S3Error, xmlResponse } from "./answers.ts";
import { bodyClaims, checkedText } from "./body.ts";
import type { SignedRequest } from "./signature.ts";
import type { ObjectMetadata } from "./object_file.ts";
import type { ObjectStore } from "./object_store.ts";

const KEYS_MAX = 1000;
const DELETE_BODY_BYTES_MAX = 2 * 1024 ** 2;

/** ListObjectsV2: keys in order, page by page, grouped at a delimiter if one is given. */
export async function listObjects(
  query: URLSearchParams,
  bucket: string,
  objects: ObjectStore,
): Promise<Response> {
  const asked = query.get("max-keys") ?? String(KEYS_MAX);
  if (!/^\d{1,6}$/.test(asked)) throw new S3Error("InvalidArgument", "max-keys is malformed");
  const limit = Math.min(Number(asked), KEYS_MAX);
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const token = query.get("continuation-token");
  const after = token === null ? query.get("start-after") ?? "" : readToken(token);
  const found = delimiter
    ? await listFolded(objects, prefix, delimiter, after, limit + 1)
    : (await objects.list(prefix, after, limit + 1)).map(entryOf);
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const encodes = query.get("encoding-type") === "url";
  const name = (key: string) => encodes ? encodeURIComponent(key).replaceAll("%2F", "/") : key;
  const fields = xmlFields({
    Name: bucket,
    Prefix: name(prefix),
    Delimiter: delimiter ? name(delimiter) : undefined,
    EncodingType: encodes ? "url" : undefined,
    MaxKeys: limit,
    KeyCount: page.length,
    IsTruncated: last !== undefined,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: last && writeToken(last.folded ? `${last.name}\u{10ffff}` : last.name),
  });
  return xmlResponse(
    "ListBucketResult",
    fields + page.map((entry) => entryXml(entry, name)).join(""),
  );
}

/** DeleteObjects. A missing object counts as deleted. */
export async function deleteObjects(
  request: Request,
  signed: SignedRequest,
  objects: ObjectStore,
): Promise<Response> {
  const claims = bodyClaims(request, signed.payloadSha256);
  const xml = await checkedText(request, claims, DELETE_BODY_BYTES_MAX);
  const keys = xmlTexts(xml, "Key");
  if (keys.length === 0 || keys.length > KEYS_MAX) throw new S3Error("MalformedXML");
  for (const key of keys) await objects.delete(key);
  const quiet = xmlTexts(xml, "Quiet")[0] === "true";
  const deleted = keys.map((Key) => `<Deleted>${xmlFields({ Key })}</Deleted>`).join("");
  return xmlResponse("DeleteResult", quiet ? "" : deleted);
}

interface Entry {
  name: string;
  folded: boolean;
  metadata: ObjectMetadata;
}

function entryOf(metadata: ObjectMetadata): Entry {
  return { name: metadata.key, folded: false, metadata };
}

async function listFolded(
  objects: ObjectStore,
  prefix: string,
  delimiter: string,
  after: string,
  limit: number,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let from = after; entries.length < limit;) {
    const page = await objects.list(prefix, from, KEYS_MAX);
    for (const metadata of page) {
      const end = metadata.key.indexOf(delimiter, prefix.length);
      const name = end < 0 ? metadata.key : metadata.key.slice(0, end + delimiter.length);
      if (entries.at(-1)?.name === name && end >= 0) continue;
      if (entries.length < limit) entries.push({ name, folded: end >= 0, metadata });
    }
    if (page.length < KEYS_MAX) break;
    from = page.at(-1)!.key;
  }
  return entries;
}

function entryXml({ name, folded, metadata }: Entry, write: (key: string) => string): string {
  if (folded) return `<CommonPrefixes>${xmlFields({ Prefix: write(name) })}</CommonPrefixes>`;
  const fields = xmlFields({
    Key: write(name),
    LastModified: new Date(metadata.modifiedAt).toISOString(),
    ETag: metadata.etag,
    Size: metadata.bytes,
    StorageClass: "STANDARD",
  });
  return `<Contents>${fields}</Contents>`;
}

function writeToken(key: string): string {
  return new TextEncoder().encode(key).toBase64({ alphabet: "base64url" });
}

function readToken(token: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(token, { alphabet: "base64url" }));
  } catch {
    throw new S3Error("InvalidArgument", "The continuation token is malformed");
  }
}
