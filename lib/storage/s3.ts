import { createHash } from "node:crypto";
import { AppError } from "../errors.ts";
import { discard, pieces, readBytes, readStart, readText } from "./s3_responses.ts";
import { openS3Client, type S3Client, type S3ClientOptions } from "./s3_client.ts";
import { checkedKey, objectPath } from "./s3_keys.ts";
import { openS3Parts, propertiesOf } from "./s3_multipart.ts";
import { xmlFields, xmlTexts } from "../xml.ts";
import type { PresignedRequest, PresignedUpload, PutOptions, Storage } from "./storage.ts";

const KEYS_A_DELETE_MAX = 1000;
/** S3's error codes for a key that it cannot serve at the moment. */
const PASSING_CODES = new Set([
  "InternalError",
  "RequestTimeout",
  "ServiceUnavailable",
  "SlowDown",
]);
const NO_CONSTRAINT = ["us-east-1", "auto"];

/** The bucket, and the credentials for it. */
export interface S3StorageOptions extends S3ClientOptions {
  /** The address, mostly of a CDN, where public keys can be read. */
  publicBaseUrl: string;
}

/** Opens storage in a bucket of any S3-compatible service. */
export function openS3Storage(options: S3StorageOptions): Storage {
  const client = openS3Client(options);

  async function put(key: string, body: Uint8Array<ArrayBuffer>, options: PutOptions) {
    const headers = {
      ...propertiesOf(options),
      "content-length": String(body.length),
      "x-amz-content-sha256": createHash("sha256").update(body).digest("hex"),
    };
    await client.send("PUT", objectPath(key), { headers, body }, discard);
  }

  async function head(key: string) {
    return await client.send("HEAD", objectPath(key), { missing: null }, async (response) => {
      await discard(response);
      return {
        bytes: Number(response.headers.get("content-length")),
        contentType: response.headers.get("content-type") ?? "application/octet-stream",
        etag: response.headers.get("etag") ?? "",
      };
    });
  }

  async function copy(from: string, to: string, copied: PutOptions & { bytes: number }) {
    const headers = {
      ...propertiesOf(copied),
      "x-amz-copy-source": `/${options.bucket}${objectPath(from)}`,
      "x-amz-metadata-directive": "REPLACE",
    };
    const done = await client.send(
      "PUT",
      objectPath(to),
      { headers, bytesExpected: copied.bytes, missing: null },
      readText,
    );
    if (done === null) throw new AppError("not_found", "Object not found.");
    // S3 reports a copy that fails half-way inside a 200.
    if (xmlTexts(done, "ETag").length === 0) throw unavailable(`S3 COPY: ${done}`);
  }

  async function deleteBatch(keys: readonly string[]) {
    const objects = keys.map((Key) => `<Object>${xmlFields({ Key: checkedKey(Key) })}</Object>`);
    const body = new TextEncoder().encode(
      `<Delete><Quiet>true</Quiet>${objects.join("")}</Delete>`,
    );
    const headers = {
      "content-type": "application/xml",
      "content-length": String(body.length),
      "content-md5": createHash("md5").update(body).digest("base64"),
      "x-amz-content-sha256": createHash("sha256").update(body).digest("hex"),
    };
    const answer = await client.send(
      "POST",
      "?delete=",
      { headers, body },
      readText,
    );
    const codes = xmlTexts(answer, "Code").filter((code) => code !== "NoSuchKey");
    if (codes.some((code) => PASSING_CODES.has(code))) throw unavailable(`S3 DELETE: ${answer}`);
    if (codes.length > 0) throw new Error(`S3 DELETE: ${answer}`);
  }

  async function* list(prefix: string) {
    const query = new URLSearchParams({ "list-type": "2", "encoding-type": "url", prefix });
    let token: string | undefined;
    do {
      if (token !== undefined) query.set("continuation-token", token);
      const page = await client.send("GET", `?${query}`, {}, readText);
      const encoded = xmlTexts(page, "EncodingType")[0] === "url";
      const times = xmlTexts(page, "LastModified");
      for (const [index, name] of xmlTexts(page, "Key").entries()) {
        const key = encoded ? decodeURIComponent(name.replaceAll("+", " ")) : name;
        yield { key, modifiedAt: new Date(times[index]!) };
      }
      [token] = xmlTexts(page, "NextContinuationToken");
    } while (token !== undefined);
  }

  async function presignPut(key: string, upload: PresignedUpload): Promise<PresignedRequest> {
    const headers: Record<string, string> = { "content-type": upload.contentType };
    if (upload.sha256) {
      headers["x-amz-checksum-sha256"] = Uint8Array.fromHex(upload.sha256).toBase64();
    }
    const signed = { ...headers, "content-length": String(upload.bytes) };
    const { url, expiresAt } = await client
      .presign("PUT", objectPath(key), upload.expiresInSeconds, signed);
    return { url, method: "PUT", headers, expiresAt };
  }

  return {
    put,
    ...openS3Parts(client),
    get: (key, maxBytes) =>
      client.send(
        "GET",
        objectPath(key),
        { bytesExpected: maxBytes, missing: null },
        (response) => readBytes(response, maxBytes),
      ),
    start: (key, bytes) =>
      client.send(
        "GET",
        objectPath(key),
        { headers: { range: `bytes=0-${bytes - 1}` }, missing: null },
        (response) => readStart(response, bytes),
      ),
    stream: (key, maxBytes, read) =>
      client.send(
        "GET",
        objectPath(key),
        { bytesExpected: maxBytes, missing: null },
        (response) => read(pieces(response, maxBytes)),
      ),
    head,
    copy,
    async delete(keys) {
      for (let start = 0; start < keys.length; start += KEYS_A_DELETE_MAX) {
        await deleteBatch(keys.slice(start, start + KEYS_A_DELETE_MAX));
      }
    },
    list,
    presignPut,
    presignGet: async (key, seconds, windowSeconds = 1) =>
      (await client.presign("GET", objectPath(key), seconds, {}, windowSeconds)).url,
    signedOrigin: new URL(options.publicEndpoint ?? options.endpoint).origin,
    publicUrl: (key) => options.publicBaseUrl.replace(/\/$/, "") + objectPath(key),
    async ready() {
      const found = await client.send("HEAD", "", { missing: null }, discard);
      if (found === null) await createBucket(client, options.region);
    },
  };
}

async function createBucket(client: S3Client, region: string) {
  const constraint = xmlFields({ LocationConstraint: region });
  const body = NO_CONSTRAINT.includes(region)
    ? ""
    : `<CreateBucketConfiguration>${constraint}</CreateBucketConfiguration>`;
  await client.send("PUT", "", { body: new TextEncoder().encode(body) }, discard);
}

function unavailable(reason: string): AppError {
  return new AppError("unavailable", "Storage is unavailable.", { cause: new Error(reason) });
}
