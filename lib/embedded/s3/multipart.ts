import { createHash } from "node:crypto";
import { xmlFields, xmlTexts } from "../../xml.ts";
import { S3Error, xmlResponse } from "./answers.ts";
import { bodyClaims, checkedText } from "./body.ts";
import { keptHeaders, onlyIfAbsent, writeObject } from "./write_object.ts";
import type { ObjectMetadata } from "./object_file.ts";
import type { ObjectStore } from "./object_store.ts";
import type { SignedRequest } from "./signature.ts";

const PARTS_MAX = 10_000;
const PART_BYTES_MIN = 5 * 1024 ** 2;
const BODY_BYTES_MAX = 2 * 1024 ** 2;
const ABANDONED_AFTER_MILLISECONDS = 7 * 24 * 3600 * 1000;

/** A multipart upload of one object. Parts have their own store. */
export interface Multipart {
  key: string;
  bucket: string;
  objects: ObjectStore;
  parts: ObjectStore;
}

/** Begins an upload and returns its id. */
export async function beginUpload(request: Request, upload: Multipart): Promise<Response> {
  const uploadId = crypto.randomUUID();
  await upload.parts.write({
    key: recordKey(uploadId, upload.key),
    headers: keptHeaders(request),
    chunks: new ReadableStream({ start: (controller) => controller.close() }),
    etag: () => "",
  });
  const fields = { Bucket: upload.bucket, Key: upload.key, UploadId: uploadId };
  return xmlResponse("InitiateMultipartUploadResult", xmlFields(fields));
}

/** Stores one part; a second one with the same number replaces the first. */
export async function writePart(
  request: Request,
  signed: SignedRequest,
  query: URLSearchParams,
  upload: Multipart,
): Promise<Response> {
  const number = query.get("partNumber")!;
  if (!/^[1-9]\d{0,4}$/.test(number) || Number(number) > PARTS_MAX) {
    throw new S3Error("InvalidArgument", "partNumber is out of range");
  }
  if (request.headers.has("x-amz-copy-source")) throw new S3Error("NotImplemented");
  const { uploadId } = await findUpload(query, upload);
  return await writeObject(request, signed, partKey(uploadId, Number(number)), upload.parts);
}

/** Joins the listed parts into the object, in one step. */
export async function completeUpload(
  request: Request,
  signed: SignedRequest,
  query: URLSearchParams,
  upload: Multipart,
): Promise<Response> {
  const { uploadId, record } = await findUpload(query, upload);
  const claims = bodyClaims(request, signed.payloadSha256);
  const xml = await checkedText(request, claims, BODY_BYTES_MAX);
  const parts = await namedParts(xml, uploadId, upload.parts);
  const digests = parts.map(({ etag }) => Uint8Array.fromHex(etag.slice(1, -1)));
  const digest = digests.reduce((md5, part) => md5.update(part), createHash("md5")).digest("hex");
  const { etag } = await upload.objects.write({
    key: upload.key,
    headers: record.headers,
    chunks: joined(parts, upload.parts),
    etag: () => `"${digest}-${parts.length}"`,
    onlyIfAbsent: onlyIfAbsent(request),
  });
  await removeUpload(uploadId, upload.parts);
  const fields = { Bucket: upload.bucket, Key: upload.key, ETag: etag };
  return xmlResponse("CompleteMultipartUploadResult", xmlFields(fields));
}

/** Aborts an upload and deletes its parts. */
export async function abortUpload(query: URLSearchParams, upload: Multipart): Promise<Response> {
  const { uploadId } = await findUpload(query, upload);
  await removeUpload(uploadId, upload.parts);
  return new Response(null, { status: 204 });
}

/** Deletes the parts of abandoned uploads. */
export async function sweepUploads(parts: ObjectStore, now: number): Promise<void> {
  for (const { key, modifiedAt } of await parts.list("", "", Infinity)) {
    if (modifiedAt < now - ABANDONED_AFTER_MILLISECONDS) await parts.delete(key);
  }
}

async function findUpload(
  query: URLSearchParams,
  { key, parts }: Multipart,
): Promise<{ uploadId: string; record: ObjectMetadata }> {
  const uploadId = query.get("uploadId")!;
  using record = /^[0-9a-f-]{36}$/.test(uploadId)
    ? await parts.open(recordKey(uploadId, key))
    : null;
  if (!record) throw new S3Error("NoSuchUpload");
  return { uploadId, record: record.metadata };
}

async function namedParts(
  xml: string,
  uploadId: string,
  parts: ObjectStore,
): Promise<ObjectMetadata[]> {
  const numbers = xmlTexts(xml, "PartNumber").map(Number);
  const etags = xmlTexts(xml, "ETag").map((etag) => etag.replaceAll('"', ""));
  if (numbers.length === 0 || numbers.length !== etags.length) throw new S3Error("MalformedXML");
  if (numbers.some((number, index) => index > 0 && !(number > numbers[index - 1]!))) {
    throw new S3Error("InvalidPartOrder");
  }
  const kept = await parts.list(`${uploadId}/part/`, "", PARTS_MAX);
  const byKey = new Map(kept.map((part) => [part.key, part]));
  return numbers.map((number, index) => {
    const part = byKey.get(partKey(uploadId, number));
    const tooSmall = index < numbers.length - 1 && (part?.bytes ?? 0) < PART_BYTES_MIN;
    if (part?.etag !== `"${etags[index]}"` || tooSmall) throw new S3Error("InvalidPart");
    return part;
  });
}

async function* joined(metadata: ObjectMetadata[], parts: ObjectStore): AsyncGenerator<Uint8Array> {
  for (const { key, bytes, etag } of metadata) {
    using part = await parts.open(key);
    if (part?.metadata.etag !== etag) throw new S3Error("InvalidPart");
    yield* part.stream(0, bytes);
  }
}

async function removeUpload(uploadId: string, parts: ObjectStore): Promise<void> {
  for (const { key } of await parts.list(`${uploadId}/`, "", Infinity)) await parts.delete(key);
}

function recordKey(uploadId: string, key: string): string {
  return `${uploadId}/record/${key}`;
}

function partKey(uploadId: string, number: number): string {
  return `${uploadId}/part/${String(number).padStart(5, "0")}`;
}
