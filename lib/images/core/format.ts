import { latin1 } from "./cursor.ts";

/** A kind of file that clients may upload, if a part of this program processes it. */
interface Format {
  /** As people write it. */
  name: string;
  /** The content type under which it is uploaded and served. */
  type: string;
  /** Other content types under which clients send it. */
  aliases: readonly string[];
  /** The end of a file's name. */
  extension: string;
  /** The part of this program that processes it. Null: none, so it is only recognised. */
  engine: "images" | "videos" | null;
  /** The first bytes, one character each. */
  magic: RegExp;
}

/** All formats. The first one whose magic fits is the format of a file. */
export const FORMATS = {
  JPEG: {
    name: "JPEG",
    type: "image/jpeg",
    aliases: ["image/jpg", "image/pjpeg"],
    extension: "jpg",
    engine: "images",
    magic: /^\xff\xd8\xff/,
  },
  PNG: {
    name: "PNG",
    type: "image/png",
    aliases: ["image/apng", "image/x-png", "image/vnd.mozilla.apng"],
    extension: "png",
    engine: "images",
    // deno-lint-ignore no-control-regex
    magic: /^\x89PNG\r\n\x1a\n/,
  },
  GIF: {
    name: "GIF",
    type: "image/gif",
    aliases: [],
    extension: "gif",
    engine: "images",
    magic: /^GIF8[79]a/,
  },
  WEBP: {
    name: "WebP",
    type: "image/webp",
    aliases: ["image/x-webp"],
    extension: "webp",
    engine: "images",
    magic: /^RIFF[^]{4}WEBP/,
  },
  // ISO base media files list their brands in blocks of four letters.
  AVIF: {
    name: "AVIF",
    type: "image/avif",
    aliases: ["image/avif-sequence"],
    extension: "avif",
    engine: "images",
    magic: /^[^]{4}ftyp([^]{4})*avi[fs]/,
  },
  HEIC: {
    name: "HEIC",
    type: "image/heic",
    aliases: ["image/heif", "image/heic-sequence", "image/heif-sequence"],
    extension: "heic",
    engine: "images",
    magic: /^[^]{4}ftyp([^]{4})*(hei[cxms]|hev[cxms]|mif1|msf1)/,
  },
  TIFF: {
    name: "TIFF",
    type: "image/tiff",
    aliases: ["image/tif", "image/x-tiff", "image/x-tif"],
    extension: "tiff",
    engine: "images",
    magic: /^(II\*\0|MM\0\*)/,
  },
  MOV: {
    name: "MOV",
    type: "video/quicktime",
    aliases: ["video/mov", "video/x-quicktime"],
    extension: "mov",
    engine: "videos",
    magic: /^[^]{4}ftypqt {2}/,
  },
  MP4: {
    name: "MP4",
    type: "video/mp4",
    aliases: ["video/x-m4v"],
    extension: "mp4",
    engine: "videos",
    magic: /^[^]{4}ftyp/,
  },
  WEBM: {
    name: "WebM",
    type: "video/webm",
    aliases: [],
    extension: "webm",
    engine: "videos",
    // deno-lint-ignore no-control-regex
    magic: /^\x1a\x45\xdf\xa3/,
  },
} as const satisfies Record<string, Format>;

/** The key of a format, as it is stored. */
export type MediaFormat = keyof typeof FORMATS;
/** The formats of one engine. */
type FormatOf<Engine> = {
  [F in MediaFormat]: (typeof FORMATS)[F]["engine"] extends Engine ? F : never;
}[MediaFormat];
/** The formats that the image processor reads. */
export type PictureFormat = FormatOf<"images">;

/** All formats, in the order of the table. */
const ALL_FORMATS = Object.keys(FORMATS) as MediaFormat[];
/** The formats that this program processes. */
export const PROCESSED_FORMATS: readonly MediaFormat[] = ALL_FORMATS.filter((format) =>
  FORMATS[format].engine !== null
);
/** The formats that the image processor reads. */
export const PICTURE_FORMATS: readonly PictureFormat[] = ALL_FORMATS.filter(isPictureFormat);

/** Tells whether the image processor reads a format. */
export function isPictureFormat(format: MediaFormat): format is PictureFormat {
  return FORMATS[format].engine === "images";
}

/** Tells whether the video processor reads a format. */
export function isVideoFormat(format: MediaFormat): boolean {
  return FORMATS[format].engine === "videos";
}

/** Returns a file's format by its content alone, not by its name or declared type. */
export function sniff(bytes: Uint8Array): MediaFormat | null {
  const start = latin1(bytes.subarray(0, 40));
  return ALL_FORMATS.find((format) => FORMATS[format].magic.test(start)) ?? null;
}

/** Returns the format that clients mean by a content type. */
export function formatOfType(contentType: string): MediaFormat | null {
  const isMeant = (format: Format) =>
    format.type === contentType || format.aliases.includes(contentType);
  return ALL_FORMATS.find((format) => isMeant(FORMATS[format])) ?? null;
}

/** Returns the end of the name of a stored file. */
export function extensionOf(contentType: string): string {
  const format = formatOfType(contentType);
  return format === null ? "bin" : FORMATS[format].extension;
}

/** Lists formats for people: `JPEG, PNG or GIF`. */
export function namesOf(formats: readonly MediaFormat[]): string {
  return new Intl.ListFormat("en-GB", { type: "disjunction" })
    .format(formats.map((format) => FORMATS[format].name));
}
