import { createHmac, timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";
import { AppError } from "../errors.ts";

const MAC_BYTES = 12;

/** Makes and reads list cursors that clients cannot change or use with another list. */
export class SignedCursors {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** Returns the opaque text of a place in the list `scope`. */
  encode(scope: string, place: string): string {
    const text = Buffer.from(place);
    return Buffer.concat([this.#mac(scope, text), text]).toString("base64url");
  }

  /**
   * Returns the place in a cursor of the list `scope`. Throws `invalid_cursor` for any other text.
   */
  decode(scope: string, cursor: string): string {
    const bytes = Buffer.from(cursor, "base64url");
    const text = bytes.subarray(MAC_BYTES);
    const isOurs = bytes.length > MAC_BYTES && bytes.toString("base64url") === cursor &&
      timingSafeEqual(bytes.subarray(0, MAC_BYTES), this.#mac(scope, text));
    if (!isOurs) throw new AppError("invalid_cursor", "Invalid cursor for this list.");
    return text.toString();
  }

  #mac(scope: string, text: Uint8Array): Uint8Array {
    const mac = createHmac("sha256", this.#key).update(scope).update("\0").update(text).digest();
    return mac.subarray(0, MAC_BYTES);
  }
}
