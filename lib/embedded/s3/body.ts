import { createHash, type Hash } from "node:crypto";
import { arriving, BodyLost } from "../../http/arriving_body.ts";
import { S3Error } from "./answers.ts";

const OBJECT_BYTES_MAX = 5 * 1024 ** 3;

/** A request's claims about its own body; hashes in hex. */
export interface BodyClaims {
  bytes: number;
  payloadSha256: string | null;
  checksumSha256: string | null;
  md5: string | null;
}

/** Reads the claims from the headers. Refuses a body of unknown length. */
export function bodyClaims(request: Request, payloadSha256: string | null): BodyClaims {
  const length = request.headers.get("content-length");
  if (length === null || !/^\d{1,15}$/.test(length)) throw new S3Error("MissingContentLength");
  if (Number(length) > OBJECT_BYTES_MAX) throw new S3Error("EntityTooLarge");
  for (const name of request.headers.keys()) {
    if (/^x-amz-(checksum-(?!sha256$)|server-side-encryption|acl$|grant-|trailer$)/.test(name)) {
      throw new S3Error("NotImplemented", `${name} is not supported`);
    }
  }
  return {
    bytes: Number(length),
    payloadSha256,
    checksumSha256: hexOf(request.headers.get("x-amz-checksum-sha256"), 32),
    md5: hexOf(request.headers.get("content-md5"), 16),
  };
}

/** Yields the body in chunks. Throws unless its length and hashes match the claims. */
export async function* checkedBody(
  request: Request,
  claims: BodyClaims,
  md5: Hash = createHash("md5"),
): AsyncGenerator<Uint8Array> {
  const sha256 = createHash("sha256");
  const hashed = claims.payloadSha256 !== null || claims.checksumSha256 !== null;
  let bytes = 0;
  for await (const chunk of chunksOf(request)) {
    bytes += chunk.length;
    if (bytes > claims.bytes) break;
    md5.update(chunk);
    if (hashed) sha256.update(chunk);
    yield chunk;
  }
  if (bytes !== claims.bytes) throw new S3Error("IncompleteBody");
  const digest = sha256.digest("hex");
  if (claims.payloadSha256 !== null && claims.payloadSha256 !== digest) {
    throw new S3Error("XAmzContentSHA256Mismatch");
  }
  if (claims.checksumSha256 !== null && claims.checksumSha256 !== digest) {
    throw new S3Error("BadDigest", "The SHA-256 you specified did not match");
  }
  if (claims.md5 !== null && claims.md5 !== md5.copy().digest("hex")) {
    throw new S3Error("BadDigest", "The Content-MD5 you specified did not match");
  }
}

/** Returns a small body as text, with the same checks. */
export async function checkedText(
  request: Request,
  claims: BodyClaims,
  bytesMax: number,
): Promise<string> {
  if (claims.bytes > bytesMax) throw new S3Error("EntityTooLarge");
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of checkedBody(request, claims)) {
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

async function* chunksOf(request: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* arriving(request);
  } catch (cause) {
    if (!(cause instanceof BodyLost)) throw cause;
    throw new S3Error(cause.isTooSlow ? "RequestTimeout" : "IncompleteBody", cause.message);
  }
}

function hexOf(base64: string | null, bytes: number): string | null {
  if (base64 === null) return null;
  try {
    const digest = Uint8Array.fromBase64(base64);
    if (digest.length === bytes) return digest.toHex();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new S3Error("BadDigest", "The checksum is malformed");
}
