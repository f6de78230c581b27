import type { Decoded } from "../core/bitmap.ts";
import type { Bytes } from "../core/cursor.ts";
import type { ImageHeader } from "../core/picture.ts";
import type { Size } from "../core/sizes.ts";
import type { Encoders } from "./encoders.ts";

/** The codecs that decode pictures and encode their variants. */
export interface Engine {
  /** Returns the pixels as stored, or fewer, down to `needed`. */
  decode(header: ImageHeader, bytes: Bytes, needed: Size): Promise<Decoded>;
  /** Opens the encoders for one picture. */
  openEncoders(): Encoders;
}
