import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

const TOKEN_BYTES = 32;

/** Creates a refresh token: 256 random bits without meaning. */
export function newRefreshToken(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES))).toString("base64url");
}

/**
 * Returns the successor of a token; `replacements` counts earlier successors that were never used.
 * It is derived, not random: concurrent requests get the same token, although only its hash is
 * stored.
 */
export function successorOf(key: Uint8Array, token: string, replacements: number): string {
  // Tokens contain no spaces.
  const text = replacements === 0 ? token : `${token} ${replacements}`;
  return createHmac("sha256", key).update(text).digest("base64url");
}
