import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

const TOKEN_BYTES = 32;

/** A new refresh token: 256 random bits that say nothing. */
export function newRefreshToken(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES))).toString("base64url");
}

/**
 * The token that follows this one, or that takes the place of so many others that did and were never
 * used. It is derived, not drawn, so that requests that come together get the same one although
 * only its hash is stored.
 */
export function successorOf(key: Uint8Array, token: string, replacements: number): string {
  // A space is no part of a token.
  const text = replacements === 0 ? token : `${token} ${replacements}`;
  return createHmac("sha256", key).update(text).digest("base64url");
}
