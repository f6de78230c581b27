import type { Bytes } from "./cursor.ts";
import type { PictureFormat } from "./format.ts";

/** The claims of a file about itself, before anything is decoded. */
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

/** The names of the files that are made from one picture. */
export const VARIANT_NAMES = ["thumb", "small", "medium", "large", "original", "animated"] as const;

/** One file made from a picture, without metadata. */
export interface ImageVariant {
  name: (typeof VARIANT_NAMES)[number];
  width: number;
  height: number;
  contentType: string;
  bytes: Bytes;
}

/** All data and files made from one picture. `width` and `height` are those after orientation. */
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
  /** The instant in ISO 8601, UTC. Only if the file tells the camera's time zone. */
  takenAt?: string;
  /** The time on the camera's clock: ISO 8601 without a zone. */
  takenAtLocal?: string;
  frames: number;
  variants: ImageVariant[];
}
