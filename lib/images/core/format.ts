import { latin1 } from "./cursor.ts";

/** The formats that are processed. */
export type PictureFormat = "JPEG" | "PNG" | "GIF" | "WEBP";

/** All formats recognised by content, so that an error can name the file's format. */
export type ImageFormat = PictureFormat | "AVIF" | "HEIC" | "TIFF" | "MP4" | "MOV" | "WEBM";

const MAGIC: readonly [ImageFormat, RegExp][] = [
  ["JPEG", /^\xff\xd8\xff/],
  // deno-lint-ignore no-control-regex
  ["PNG", /^\x89PNG\r\n\x1a\n/],
  ["GIF", /^GIF8[79]a/],
  ["WEBP", /^RIFF[^]{4}WEBP/],
  ["TIFF", /^(II\*\0|MM\0\*)/],
  // deno-lint-ignore no-control-regex
  ["WEBM", /^\x1a\x45\xdf\xa3/],
  // ISO base media files list their brands in blocks of four letters.
  ["AVIF", /^[^]{4}ftyp([^]{4})*avi[fs]/],
  ["HEIC", /^[^]{4}ftyp(hei[cxms]|hev[cxms]|mif1|msf1)/],
  ["MOV", /^[^]{4}ftypqt {2}/],
  ["MP4", /^[^]{4}ftyp/],
];

/** Returns a file's format by its content alone, not by its name or declared type. */
export function sniff(bytes: Uint8Array): ImageFormat | null {
  const start = latin1(bytes.subarray(0, 40));
  return MAGIC.find(([, magic]) => magic.test(start))?.[0] ?? null;
}

/** The content type under which a format is uploaded and served. */
export const CONTENT_TYPE = {
  JPEG: "image/jpeg",
  PNG: "image/png",
  GIF: "image/gif",
  WEBP: "image/webp",
  AVIF: "image/avif",
  HEIC: "image/heic",
  TIFF: "image/tiff",
  MP4: "video/mp4",
  MOV: "video/quicktime",
  WEBM: "video/webm",
} as const satisfies Record<ImageFormat, string>;
