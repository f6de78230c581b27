import { createHash } from "node:crypto";
import { AppError } from "../errors.ts";
import type { PutOptions, Storage } from "./storage.ts";
import { discard, readText } from "./s3_responses.ts";
import type { S3Client } from "./s3_client.ts";
import { objectPath } from "./s3_keys.ts";
import { xmlFields, xmlTexts } from "../xml.ts";

/** S3 allows at most 10,000 parts, each of at least 5 MiB except the last. */
const PART_BYTES = 16 * 1024 ** 2;

type Bytes = Uint8Array<ArrayBuffer>;

/** Opens multipart uploads. */
export function openS3Parts(client: S3Client): Pick<Storage, "putParts" | "abortUpload"> {
  async function begin(key: string, headers: Record<string, string>): Promise<string> {
    const path = `${objectPath(key)}?uploads=`;
    const answer = await client.send("POST", path, { headers }, readText);
    const [uploadId] = xmlTexts(answer, "UploadId");
    if (uploadId === undefined) throw unexpected(answer);
    return uploadId;
  }

  async function putPart(key: string, uploadId: string, part: number, body: Bytes) {
    const query = new URLSearchParams({ partNumber: String(part), uploadId });
    const headers = sizeOf(body);
    return await client.send(
      "PUT",
      `${objectPath(key)}?${query}`,
      { headers, body },
      async (of) => {
        await discard(of);
        return of.headers.get("etag") ?? "";
      },
    );
  }

  async function complete(key: string, uploadId: string, etags: readonly string[]) {
    const parts = etags.map((ETag, index) =>
      `<Part>${xmlFields({ PartNumber: index + 1, ETag })}</Part>`
    );
    const body = new TextEncoder().encode(
      `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`,
    );
    const headers = { "content-type": "application/xml", ...sizeOf(body) };
    const path = `${objectPath(key)}?${new URLSearchParams({ uploadId })}`;
    const answer = await client.send("POST", path, { headers, body }, readText);
    // S3 reports an upload that fails half-way inside a 200.
    if (xmlTexts(answer, "ETag").length === 0) throw unexpected(answer);
  }

  async function abortUpload(key: string, uploadId: string): Promise<void> {
    const path = `${objectPath(key)}?${new URLSearchParams({ uploadId })}`;
    await client.send("DELETE", path, { missing: null }, discard);
  }

  return {
    abortUpload,
    async putParts(key, body, { begun, completing, ...options }) {
      const uploadId = await begin(key, propertiesOf(options));
      try {
        await begun(uploadId);
        const etags: string[] = [];
        let bytes = 0;
        for await (const part of inParts(body, PART_BYTES)) {
          etags.push(await putPart(key, uploadId, etags.length + 1, part));
          bytes += part.length;
        }
        await completing();
        await complete(key, uploadId, etags);
        return { bytes };
      } catch (error) {
        // If this fails too, the caller can abort later: it knows the id.
        await abortUpload(key, uploadId).catch(() => {});
        throw error;
      }
    },
  };
}

/** Returns the headers that give an object its properties. */
export function propertiesOf(
  { contentType, cacheControl, saveAs }: PutOptions,
): Record<string, string> {
  return {
    "content-type": contentType,
    ...(cacheControl ? { "cache-control": cacheControl } : {}),
    ...(saveAs ? { "content-disposition": `attachment; filename="${saveAs}"` } : {}),
  };
}

/** Yields the same bytes in pieces of equal size, the last one shorter; at least one piece. */
export async function* inParts(
  body: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Bytes> {
  let part = new Uint8Array(size);
  let filled = 0;
  let parts = 0;
  for await (const chunk of body) {
    for (let from = 0; from < chunk.length;) {
      const taken = chunk.subarray(from, from + size - filled);
      part.set(taken, filled);
      from += taken.length;
      filled += taken.length;
      if (filled < size) continue;
      yield part;
      part = new Uint8Array(size);
      filled = 0;
      parts++;
    }
  }
  if (filled > 0 || parts === 0) yield part.slice(0, filled);
}

function sizeOf(body: Bytes): Record<string, string> {
  return {
    "content-length": String(body.length),
    "x-amz-content-sha256": createHash("sha256").update(body).digest("hex"),
  };
}

function unexpected(answer: string): AppError {
  return new AppError("unavailable", "Storage is unavailable.", { cause: new Error(answer) });
}
