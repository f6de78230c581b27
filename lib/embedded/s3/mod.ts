import { S3Error } from "./answers.ts";
import { deleteObjects, listObjects } from "./bucket.ts";
import { abortUpload, beginUpload, completeUpload, sweepUploads, writePart } from "./multipart.ts";
import { openObjectStore } from "./object_store.ts";
import { readObject } from "./read_object.ts";
import { preflight, withBrowserHeaders } from "./browsers.ts";
import { type Credentials, decodePath, verifySignature } from "./signature.ts";
import { copyObject, writeObject } from "./write_object.ts";

const HEADER_BYTES_MAX = 16 * 1024;
const URL_LENGTH_MAX = 8 * 1024;
const KEY_BYTES_MAX = 1024;

/** Options of the embedded server. It serves one bucket under `basePath` (`/s3`). */
export interface S3ServerOptions extends Credentials {
  directory: string;
  bucket: string;
  basePath: string;
  now?: () => number;
}

/** An S3 server inside the program. Objects under `public/` can be read without a signature. */
export interface S3Server {
  fetch(request: Request): Promise<Response>;
}

/** Opens the folder and serves it. Several processes may serve one folder at once. */
export async function openS3Server(options: S3ServerOptions): Promise<S3Server> {
  const { directory, bucket, now = Date.now } = options;
  const objects = await openObjectStore(directory, now);
  const parts = await openObjectStore(`${directory}/multipart`, now);
  await sweepUploads(parts, now());

  async function answer(request: Request, url: URL): Promise<Response> {
    requireBounds(request);
    const { bucketName, key } = readTarget(url, options.basePath);
    const signed = verifySignature(request, url, options, now());
    if (!signed) return await answerAnonymous(request, bucketName, key);
    if (bucketName !== bucket) throw new S3Error("NoSuchBucket");
    const upload = { key, bucket, objects, parts };
    const query = url.searchParams;
    switch (operation(request, url, key)) {
      case "GET object":
      case "HEAD object":
        return await readObject(request, key, objects);
      case "PUT object":
        return request.headers.has("x-amz-copy-source")
          ? await copyObject(request, key, bucket, objects)
          : await writeObject(request, signed, key, objects);
      case "DELETE object":
        await objects.delete(key);
        return new Response(null, { status: 204 });
      case "POST object?uploads":
        return await beginUpload(request, upload);
      case "PUT object?partNumber&uploadId":
        return await writePart(request, signed, query, upload);
      case "POST object?uploadId":
        return await completeUpload(request, signed, query, upload);
      case "DELETE object?uploadId":
        return await abortUpload(query, upload);
      case "GET bucket?list":
        return await listObjects(query, bucket, objects);
      case "POST bucket?delete":
        return await deleteObjects(request, signed, objects);
      case "HEAD bucket":
      case "PUT bucket":
        return new Response(null);
      default:
        throw new S3Error("NotImplemented");
    }
  }

  async function answerAnonymous(request: Request, bucketName: string, key: string) {
    const reads = request.method === "GET" || request.method === "HEAD";
    if (!reads || bucketName !== bucket || !key.startsWith("public/")) {
      throw new S3Error("AccessDenied");
    }
    return await readObject(request, key, objects);
  }

  return {
    async fetch(request) {
      const url = new URL(request.url);
      if (request.method === "OPTIONS") return preflight(request);
      const response = await answer(request, url).catch((error) => {
        if (error instanceof S3Error) return error.toResponse(url.pathname);
        throw error;
      });
      return withBrowserHeaders(request, response);
    },
  };
}

function requireBounds(request: Request): void {
  if (request.url.length > URL_LENGTH_MAX) throw new S3Error("InvalidURI");
  const bytes = [...request.headers].reduce(
    (sum, [name, value]) => sum + name.length + value.length,
    0,
  );
  if (bytes > HEADER_BYTES_MAX) throw new S3Error("RequestHeaderSectionTooLarge");
}

function readTarget(url: URL, basePath: string): { bucketName: string; key: string } {
  const path = decodePath(url.pathname);
  if (!path.startsWith(`${basePath}/`)) throw new S3Error("AccessDenied");
  const [bucketName = "", ...segments] = path.slice(basePath.length + 1).split("/");
  const key = segments.join("/");
  if (new TextEncoder().encode(key).length > KEY_BYTES_MAX) throw new S3Error("KeyTooLongError");
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f]/.test(key)) {
    throw new S3Error("InvalidURI", "Keys hold no control characters");
  }
  return { bucketName, key };
}

// An unknown sub-resource (acl, policy, tagging, …) makes a name that matches no case.
function operation(request: Request, url: URL, key: string): string {
  const names = [...new Set(url.searchParams.keys())]
    .filter((name) => !/^x-amz-/i.test(name) && name !== "x-id")
    .sort();
  const target = `${request.method} ${key === "" ? "bucket" : "object"}`;
  if (key === "" && url.searchParams.get("list-type") === "2") return `${target}?list`;
  return names.length === 0 ? target : `${target}?${names.join("&")}`;
}
