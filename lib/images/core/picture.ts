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

/** The meaning of a picture's numbers as its file states it. Without any of it they are sRGB. */
export interface ColourSource {
  /** An ICC profile. It takes precedence over the rest. */
  profile?: Uint8Array;
  /** Code points of ITU-T H.273: PNG's `cICP`, and `nclx` of HEIC and AVIF. */
  cicp?: { primaries: number; transfer: number };
  /** PNG's `gAMA`: the exponent, for instance 0.45455. */
  gamma?: number;
  /** PNG's `cHRM`: x and y of white, red, green and blue. */
  chromaticities?: readonly number[];
  /** The decoded bytes are cyan, magenta, yellow and black, where 0 is full ink. */
  inks?: boolean;
}

/** A file without metadata, and the parts of it that processing needs. */
export interface Stripped {
  bytes: Bytes;
  /** The EXIF block (a TIFF structure) if the file had one. */
  exif: Uint8Array | null;
  /** How the colours are to be read, unless they are sRGB. */
  colour?: ColourSource;
  /** How the decoded pixels must be turned (1 to 8), whatever EXIF says. */
  orientation?: number;
  /** The moving picture without metadata, if `bytes` are only to be decoded. */
  animation?: Bytes;
}

/** The names of the files that are made from one picture. */
export const VARIANT_NAMES = [
  "thumb",
  "small",
  "medium",
  "wide",
  "large",
  "original",
  "animated",
] as const;

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
