import type { Bytes } from "../core/cursor.ts";
import type { ColourSource } from "../core/picture.ts";

/** All that an original keeps beside its pixels: without it, it would look different. */
export interface Extras {
  /** An EXIF block. */
  exif?: Bytes;
  colour?: ColourSource;
}
