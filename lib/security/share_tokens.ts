import { createHmac, timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";

const ID_BYTES = 16;
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
    const id = Buffer.from(linkId.replaceAll("-", ""), "hex");
    return Buffer.concat([id, this.#mac(id)]).toString("base64url");
  }

  /** Returns the id of the link in a token, or null if the token is not ours. */
  decode(token: string): string | null {
    const bytes = Buffer.from(token, "base64url");
    if (bytes.length !== ID_BYTES + MAC_BYTES || bytes.toString("base64url") !== token) return null;
    const id = bytes.subarray(0, ID_BYTES);
    if (!timingSafeEqual(bytes.subarray(ID_BYTES), this.#mac(id))) return null;
    return id.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  #mac(id: Uint8Array): Uint8Array {
    return createHmac("sha256", this.#key).update(id).digest().subarray(0, MAC_BYTES);
  }
}
