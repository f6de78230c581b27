import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { bytesOfUuid, UUID_BYTES, uuidOfBytes } from "../uuid.ts";
import { sha256 } from "./sealed.ts";

// A fixed prefix lets secret scanners recognise a token in published code.
const PREFIX = "tint_";
const SECRET_BYTES = 32;
// 48 bytes are 64 characters without spare bits, so each token has one spelling.
const TOKEN = /^tint_[A-Za-z0-9_-]{64}$/;

/** Creates a personal API token: its id, which is no secret, and 256 random bits. */
export function newApiToken(id: string): string {
  const secret = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return PREFIX + Buffer.concat([bytesOfUuid(id), secret]).toString("base64url");
}

/** Returns the id in a personal API token, or null if the text is not one. */
export function idOfApiToken(text: string): string | null {
  if (!TOKEN.test(text)) return null;
  const bytes = Buffer.from(text.slice(PREFIX.length), "base64url");
  return uuidOfBytes(bytes.subarray(0, UUID_BYTES));
}

/** Returns whether this token has the stored hash. The comparison takes constant time. */
export function isApiToken(text: string, hash: Uint8Array): boolean {
  return timingSafeEqual(sha256(text), hash);
}
