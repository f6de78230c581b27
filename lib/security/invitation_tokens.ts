import { Buffer } from "node:buffer";

const TOKEN_BYTES = 32;

/** Creates a token of an invitation: 256 random bits without meaning. */
export function newInvitationToken(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES))).toString("base64url");
}
