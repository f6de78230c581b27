import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { S3Error } from "./answers.ts";
import { type Claim, readClaim } from "./signature_claim.ts";

/** The account that may sign, and the region. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

/** The signed SHA-256 of the body in hex, or null if the body was not signed. */
export interface SignedRequest {
  payloadSha256: string | null;
}

/** Verifies a SigV4 signature (headers or presigned URL). Returns null if there is none. */
export function verifySignature(
  request: Request,
  url: URL,
  credentials: Credentials,
  now: number,
): SignedRequest | null {
  const claim = readClaim(request, url, now);
  if (!claim) return null;
  const scope = readScope(claim, credentials);
  requireSignedHeaders(request, claim);
  const text = [
    "AWS4-HMAC-SHA256",
    claim.date,
    scope,
    sha256(canonicalRequest(request, url, claim)),
  ].join("\n");
  const key = scope.split("/")
    .reduce<string | Uint8Array>(hmac, `AWS4${credentials.secretAccessKey}`);
  if (!timingSafeEqual(hmac(key, text), Uint8Array.fromHex(claim.signature))) {
    throw new S3Error("SignatureDoesNotMatch");
  }
  return { payloadSha256: claim.payload === "UNSIGNED-PAYLOAD" ? null : claim.payload };
}

function readScope(claim: Claim, credentials: Credentials): string {
  const [accessKeyId, ...rest] = claim.credential.split("/");
  const scope = [claim.date.slice(0, 8), credentials.region, "s3", "aws4_request"].join("/");
  if (accessKeyId !== credentials.accessKeyId) throw new S3Error("InvalidAccessKeyId");
  if (rest.join("/") !== scope) {
    throw new S3Error("AuthorizationHeaderMalformed", `The scope has to be ${scope}`);
  }
  return scope;
}

// An unsigned x-amz header could turn an upload into a copy of another user's object.
function requireSignedHeaders(request: Request, claim: Claim): void {
  const signed = new Set(claim.signedHeaders);
  const absent = claim.signedHeaders.some((name) => name !== "host" && !request.headers.has(name));
  const unsigned = [...request.headers.keys()]
    .some((name) => name.startsWith("x-amz-") && !signed.has(name));
  if (!signed.has("host") || absent || unsigned) {
    throw new S3Error("AccessDenied", "Signed and sent headers differ");
  }
}

function canonicalRequest(request: Request, url: URL, claim: Claim): string {
  const query = [...url.searchParams]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => a < b || (a === b && x < y) ? -1 : 1)
    .map((pair) => pair.join("="));
  const headers = claim.signedHeaders.map((name) => {
    const value = name === "host"
      ? request.headers.get("host") ?? url.host
      : request.headers.get(name)!;
    return `${name}:${value.trim().replace(/\s+/g, " ")}\n`;
  });
  return [
    request.method,
    decodePath(url.pathname).split("/").map(encode).join("/"),
    query.join("&"),
    headers.join(""),
    claim.signedHeaders.join(";"),
    claim.payload,
  ].join("\n");
}

/** Returns the path without its escapes. */
export function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    throw new S3Error("InvalidURI");
  }
}

function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Uint8Array, text: string): Uint8Array {
  return createHmac("sha256", key).update(text).digest();
}
