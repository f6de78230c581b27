import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { sha256 } from "./sealed.ts";

// A fixed beginning lets scanners of published code recognise a token.
const PREFIX = "tint_";
const ID_BYTES = 16;
const SECRET_BYTES = 32;
// 48 bytes are 64 characters with no bits left over: each token has one spelling.
const TOKEN = /^tint_[A-Za-z0-9_-]{64}$/;

/** A new personal API token: its id, which may be known, and 256 random bits. */
export function newApiToken(id: string): string {
  const bytes = Buffer.alloc(ID_BYTES + SECRET_BYTES);
  bytes.write(id.replaceAll("-", ""), "hex");
  crypto.getRandomValues(bytes.subarray(ID_BYTES));
  return PREFIX + bytes.toString("base64url");
}

/** The id in a text that may be a personal API token; null if it is none. */
export function idOfApiToken(text: string): string | null {
  if (!TOKEN.test(text)) return null;
  const hex = Buffer.from(text.slice(PREFIX.length), "base64url").toString("hex", 0, ID_BYTES);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Whether this is the token that was kept by its hash; in the same time for each answer. */
export function isApiToken(text: string, hash: Uint8Array): boolean {
  return timingSafeEqual(sha256(text), hash);
}
