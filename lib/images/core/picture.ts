import type { Bytes } from "./cursor.ts";
import type { PictureFormat } from "./format.ts";

/** What a file claims about itself before anything is decoded. */
export interface ImageHeader {
  format: PictureFormat;
  width: number;
  height: number;
  frames: number;
  /** The area of all frames together. */
  pixels: number;
  animated: boolean;
}

/** A file without metadata, and its EXIF block (a TIFF structure) if it had one. */
export interface Stripped {
  bytes: Bytes;
  exif: Uint8Array | null;
}

/** The names of what is made from one picture. */
export const VARIANT_NAMES = ["thumb", "small", "medium", "large", "original", "animated"] as const;

/** One file made from a picture. None carries metadata. */
export interface ImageVariant {
  name: (typeof VARIANT_NAMES)[number];
  width: number;
  height: number;
  contentType: string;
  bytes: Bytes;
}

/** Everything learnt and made from one picture. `width` and `height` are as it is seen. */
export interface ProcessedImage {
  kind: "image" | "gif";
  format: PictureFormat;
  width: number;
  height: number;
  /** Base64. */
  thumbhash: string;
  /** `#rrggbb` */
  dominantColor: string;
  camera?: string;
  /** The instant, ISO 8601 in UTC. Only if the file tells the camera's time zone. */
  takenAt?: string;
  /** What the camera's clock showed: ISO 8601 without a zone. */
  takenAtLocal?: string;
  frames: number;
  variants: ImageVariant[];
}
