import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";

/** By which right somebody is shown a picture: what is null has nothing to do with it. */
export interface PictureRight {
  /** Null is somebody without an account. */
  viewerId: string | null;
  /** When the viewer's last session ended, in milliseconds since 1970; 0 if none has. */
  sessionsEndedAt: number;
  /** The post that it was shown in. */
  postId: string | null;
  /** The share link that shows the post. */
  linkId: string | null;
  /** It was reported, and the viewer reviews reports. */
  isReview: boolean;
}

/** A picture in one variant, and the right to see it. */
export interface PictureClaim extends PictureRight {
  mediaId: string;
  /** Its place in the list of variants. */
  variant: number;
}

/** How long a token is handed out as the same text; it lives that long once more after that. */
export const PICTURE_WINDOW_SECONDS = 600;

const WINDOW_MS = PICTURE_WINDOW_SECONDS * 1000;
const ID_BYTES = 16;
const HEAD_BYTES = 12;
const CLAIM_BYTES = HEAD_BYTES + 4 * ID_BYTES;
const MAC_BYTES = 16;
const NOBODY = "00000000000000000000000000000000";

/**
 * Makes and reads the tokens in addresses of pictures that are not for everybody: a claim and a MAC
 * of 128 bits under a key of its own. Within a window one claim has one text, so that browsers and
 * kept pages can keep it. A token proves what was shown to whom, and not that they still may see it.
 */
export class PictureTokens {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** Returns until when tokens that are made now are the text to hand out, in milliseconds since 1970. */
  static freshUntil(now: number): number {
    return (Math.floor(now / WINDOW_MS) + 1) * WINDOW_MS;
  }

  encode(claim: PictureClaim, now: number = Date.now()): string {
    const bytes = Buffer.alloc(CLAIM_BYTES + MAC_BYTES);
    bytes.writeUInt8(Number(claim.isReview), 0);
    bytes.writeUInt8(claim.variant, 1);
    bytes.writeUInt32BE(Math.floor(now / WINDOW_MS), 2);
    bytes.writeUIntBE(claim.sessionsEndedAt, 6, 6);
    const ids = [claim.viewerId, claim.postId, claim.linkId, claim.mediaId];
    for (const [index, id] of ids.entries()) {
      const hex = id === null ? NOBODY : id.replaceAll("-", "");
      bytes.write(hex, HEAD_BYTES + index * ID_BYTES, "hex");
    }
    this.#mac(bytes.subarray(0, CLAIM_BYTES)).copy(bytes, CLAIM_BYTES, 0, MAC_BYTES);
    return bytes.toString("base64url");
  }

  /** Returns what a token claims; null for one that is too old, and for any other text. */
  decode(token: string, now: number = Date.now()): PictureClaim | null {
    if (token.length !== Math.ceil((CLAIM_BYTES + MAC_BYTES) * 4 / 3)) return null;
    const bytes = Buffer.from(token, "base64url");
    if (bytes.length !== CLAIM_BYTES + MAC_BYTES || bytes.toString("base64url") !== token) {
      return null;
    }
    const mac = this.#mac(bytes.subarray(0, CLAIM_BYTES)).subarray(0, MAC_BYTES);
    if (!timingSafeEqual(bytes.subarray(CLAIM_BYTES), mac)) return null;
    const age = Math.floor(now / WINDOW_MS) - bytes.readUInt32BE(2);
    const [viewerId, postId, linkId, mediaId] = [0, 1, 2, 3].map((index) => idAt(bytes, index));
    if (age < 0 || age > 1 || !mediaId) return null;
    return {
      viewerId: viewerId!,
      postId: postId!,
      linkId: linkId!,
      mediaId,
      variant: bytes.readUInt8(1),
      sessionsEndedAt: bytes.readUIntBE(6, 6),
      isReview: bytes.readUInt8(0) === 1,
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
