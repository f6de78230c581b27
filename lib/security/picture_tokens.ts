import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";

/** The right by which somebody sees a picture. Fields that play no part are null. */
export interface PictureRight {
  /** Null for somebody without an account. */
  viewerId: string | null;
  /** When the viewer's last session ended, in milliseconds since 1970; 0 if none has ended. */
  sessionsEndedAt: number;
  /** The post that showed the picture. */
  postId: string | null;
  /** The message that showed the picture, instead of a post. */
  messageId: string | null;
  /** The share link that shows the post. */
  linkId: string | null;
  /** The picture was reported, and the viewer reviews reports. */
  isReview: boolean;
}

/** One variant of a picture, and the right to see it. */
export interface PictureClaim extends PictureRight {
  mediaId: string;
  /** The number of its name and type, from 0 to 255. */
  variant: number;
}

/** For so many seconds a token stays the same text. It remains valid for as long again. */
export const PICTURE_WINDOW_SECONDS = 600;

const WINDOW_MS = PICTURE_WINDOW_SECONDS * 1000;
const ID_BYTES = 16;
const HEAD_BYTES = 12;
const CLAIM_BYTES = HEAD_BYTES + 4 * ID_BYTES;
const MAC_BYTES = 16;
/** The flags in the first byte. */
const REVIEW = 1;
const OF_MESSAGE = 2;
const NOBODY = "00000000000000000000000000000000";

/**
 * Makes and reads the tokens in addresses of pictures that are not public: a claim, and a MAC of
 * 128 bits under its own key. Within a window a claim always gives the same text, so that browsers
 * and cached pages can reuse it. A token proves who was shown a picture, not that they may still
 * see it.
 */
export class PictureTokens {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** Returns until when tokens made at `now` stay the same text, in milliseconds since 1970. */
  static freshUntil(now: number): number {
    return (Math.floor(now / WINDOW_MS) + 1) * WINDOW_MS;
  }

  encode(claim: PictureClaim, now: number = Date.now()): string {
    const bytes = Buffer.alloc(CLAIM_BYTES + MAC_BYTES);
    const isOfMessage = claim.messageId !== null;
    bytes.writeUInt8((claim.isReview ? REVIEW : 0) | (isOfMessage ? OF_MESSAGE : 0), 0);
    bytes.writeUInt8(claim.variant, 1);
    bytes.writeUInt32BE(Math.floor(now / WINDOW_MS), 2);
    bytes.writeUIntBE(claim.sessionsEndedAt, 6, 6);
    const shownBy = claim.messageId ?? claim.postId;
    const ids = [claim.viewerId, shownBy, claim.linkId, claim.mediaId];
    for (const [index, id] of ids.entries()) {
      const hex = id === null ? NOBODY : id.replaceAll("-", "");
      bytes.write(hex, HEAD_BYTES + index * ID_BYTES, "hex");
    }
    this.#mac(bytes.subarray(0, CLAIM_BYTES)).copy(bytes, CLAIM_BYTES, 0, MAC_BYTES);
    return bytes.toString("base64url");
  }

  /** Returns the claim of a token, or null if the token is too old or not ours. */
  decode(token: string, now: number = Date.now()): PictureClaim | null {
    if (token.length !== Math.ceil((CLAIM_BYTES + MAC_BYTES) * 4 / 3)) return null;
    const bytes = Buffer.from(token, "base64url");
    if (bytes.length !== CLAIM_BYTES + MAC_BYTES || bytes.toString("base64url") !== token) {
      return null;
    }
    const mac = this.#mac(bytes.subarray(0, CLAIM_BYTES)).subarray(0, MAC_BYTES);
    if (!timingSafeEqual(bytes.subarray(CLAIM_BYTES), mac)) return null;
    const age = Math.floor(now / WINDOW_MS) - bytes.readUInt32BE(2);
    const [viewerId, shownBy, linkId, mediaId] = [0, 1, 2, 3].map((index) => idAt(bytes, index));
    if (age < 0 || age > 1 || !mediaId) return null;
    const flags = bytes.readUInt8(0);
    const isOfMessage = (flags & OF_MESSAGE) !== 0;
    return {
      viewerId: viewerId!,
      postId: isOfMessage ? null : shownBy!,
      messageId: isOfMessage ? shownBy! : null,
      linkId: linkId!,
      mediaId,
      variant: bytes.readUInt8(1),
      sessionsEndedAt: bytes.readUIntBE(6, 6),
      isReview: (flags & REVIEW) !== 0,
    };
  }

  #mac(claim: Uint8Array): Buffer {
    return createHmac("sha256", this.#key).update(claim).digest();
  }
}

function idAt(bytes: Buffer, index: number): string | null {
  const start = HEAD_BYTES + index * ID_BYTES;
  const hex = bytes.subarray(start, start + ID_BYTES).toString("hex");
  if (hex === NOBODY) return null;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
