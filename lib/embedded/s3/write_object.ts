import { createHash } from "node:crypto";
import { xmlFields } from "../../xml.ts";
import { S3Error, xmlResponse } from "./answers.ts";
import { bodyClaims, checkedBody } from "./body.ts";
import { decodePath, type SignedRequest } from "./signature.ts";
import type { ObjectStore } from "./object_store.ts";

const KEPT_HEADERS = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];
const METADATA_BYTES_MAX = 2048;

/** Serves PUT of an object, or of a part under its storage key. Returns the ETag. */
export async function writeObject(
  request: Request,
  signed: SignedRequest,
  key: string,
  objects: ObjectStore,
): Promise<Response> {
  const claims = bodyClaims(request, signed.payloadSha256);
  const md5 = createHash("md5");
  const { etag } = await objects.write({
    key,
    headers: keptHeaders(request),
    chunks: checkedBody(request, claims, md5),
    etag: () => `"${md5.copy().digest("hex")}"`,
    onlyIfAbsent: onlyIfAbsent(request),
  });
  return new Response(null, { headers: { etag } });
}

/** Serves PUT with `x-amz-copy-source`: copies inside the bucket, with metadata unless replaced. */
export async function copyObject(
  request: Request,
  key: string,
  bucket: string,
  objects: ObjectStore,
): Promise<Response> {
  const source = decodePath(request.headers.get("x-amz-copy-source")!).replace(/^\//, "");
  if (!source.startsWith(`${bucket}/`)) throw new S3Error("NoSuchBucket");
  if ([...request.headers.keys()].some((name) => name.startsWith("x-amz-copy-source-"))) {
    throw new S3Error("NotImplemented", "Conditions on the source are not supported");
  }
  using object = await objects.open(source.slice(bucket.length + 1));
  if (!object) throw new S3Error("NoSuchKey");
  const { bytes, headers, etag } = object.metadata;
  const replace = request.headers.get("x-amz-metadata-directive")?.toUpperCase() === "REPLACE";
  const copy = await objects.write({
    key,
    headers: replace ? keptHeaders(request) : headers,
    chunks: object.stream(0, bytes),
    etag: () => etag,
    onlyIfAbsent: onlyIfAbsent(request),
  });
  const modifiedAt = new Date(copy.modifiedAt).toISOString();
  return xmlResponse("CopyObjectResult", xmlFields({ LastModified: modifiedAt, ETag: etag }));
}

/** Returns the headers that are stored with an object and returned with it. */
export function keptHeaders(request: Request): Record<string, string> {
  const metadata = [...request.headers].filter(([name]) => name.startsWith("x-amz-meta-"));
  if (metadata.join("").length > METADATA_BYTES_MAX) throw new S3Error("MetadataTooLarge");
  const kept = [...request.headers].filter(([name]) => KEPT_HEADERS.includes(name));
  return {
    "content-type": "application/octet-stream",
    ...Object.fromEntries([...metadata, ...kept]),
  };
}

/** Returns whether the write must not replace anything. Throws for any other condition. */
export function onlyIfAbsent(request: Request): boolean {
  const condition = request.headers.get("if-none-match");
  if (request.headers.has("if-match") || (condition !== null && condition !== "*")) {
    throw new S3Error("NotImplemented", "The only condition for a write is If-None-Match: *");
  }
  return condition === "*";
}
