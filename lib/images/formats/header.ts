import { ImageRefused } from "../core/errors.ts";
import { CONTENT_TYPE, type ImageFormat, type PictureFormat, sniff } from "../core/format.ts";
import { gifHeader, stripGif } from "./gif.ts";
import { jpegHeader, stripJpeg } from "./jpeg.ts";
import { pngHeader, stripPng } from "./png.ts";
import { stripWebp, webpHeader } from "./webp.ts";
import type { ImageHeader, Stripped } from "../core/picture.ts";

const FORMATS: Record<
  PictureFormat,
  { header(bytes: Uint8Array): ImageHeader; strip(bytes: Uint8Array): Stripped }
> = {
  JPEG: { header: jpegHeader, strip: stripJpeg },
  PNG: { header: pngHeader, strip: stripPng },
  GIF: { header: gifHeader, strip: stripGif },
  WEBP: { header: webpHeader, strip: stripWebp },
};

/** Reads size and frames as the file claims them, without decoding. */
export function readHeader(bytes: Uint8Array): ImageHeader {
  return FORMATS[pictureFormat(bytes)].header(bytes);
}

/** Rebuilds the file from the parts of the picture alone, and returns its EXIF block separately. */
export function strip(bytes: Uint8Array): Stripped {
  return FORMATS[pictureFormat(bytes)].strip(bytes);
}

/** Refuses a file whose content differs from its declared type. */
export function checkDeclaredType(bytes: Uint8Array, declaredType: string): void {
  const format = pictureFormat(bytes);
  const declared = declaredType.split(";")[0]!.trim().toLowerCase().replace(
    "image/jpg",
    "image/jpeg",
  );
  if (declared === CONTENT_TYPE[format]) return;
  throw new ImageRefused(
    `The file is a ${format} picture but was announced as ${declared || "nothing"}`,
  );
}

function pictureFormat(bytes: Uint8Array): PictureFormat {
  if (bytes.length === 0) throw new ImageRefused("The file is empty");
  const format = sniff(bytes);
  if (format === null) throw new ImageRefused("The file is not a picture");
  if (!isPicture(format)) {
    throw new ImageRefused(
      `The file is ${format}; pictures are accepted as JPEG, PNG, GIF or WebP`,
    );
  }
  return format;
}

function isPicture(format: ImageFormat): format is PictureFormat {
  return format in FORMATS;
}
