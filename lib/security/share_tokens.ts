import { createHmac, timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";
import { bytesOfUuid, UUID_BYTES, uuidOfBytes } from "../uuid.ts";

const MAC_BYTES = 16;

/**
 * Makes and reads the tokens of share links: the id of a link, and a MAC of 128 bits under its own
 * key. Tokens are not stored, so a copy of the database opens no link.
 */
export class ShareTokens {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** Returns the token of the link with this id. */
  encode(linkId: string): string {
    const id = bytesOfUuid(linkId);
    return Buffer.concat([id, this.#mac(id)]).toString("base64url");
  }

  /** Returns the id of the link in a token, or null if the token is not ours. */
  decode(token: string): string | null {
    const bytes = Buffer.from(token, "base64url");
    if (bytes.length !== UUID_BYTES + MAC_BYTES || bytes.toString("base64url") !== token) {
      return null;
    }
    const id = bytes.subarray(0, UUID_BYTES);
    if (!timingSafeEqual(bytes.subarray(UUID_BYTES), this.#mac(id))) return null;
    return uuidOfBytes(id);
  }

  #mac(id: Uint8Array): Uint8Array {
    return createHmac("sha256", this.#key).update(id).digest().subarray(0, MAC_BYTES);
  }
}
