import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

const TOKEN_BYTES = 32;

/** A new refresh token: 256 random bits that say nothing. */
export function newRefreshToken(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES))).toString("base64url");
}

/**
 * The token that follows this one. It is derived, not drawn, so that a client whose answer was lost
 * gets the same one again although only its hash is stored.
 */
export function successorOf(key: Uint8Array, token: string): string {
  return createHmac("sha256", key).update(token).digest("base64url");
}
