import { ImageRefused } from "../core/errors.ts";
import { isPictureFormat, type PictureFormat, sniff } from "../core/format.ts";
import { gifHeader, stripGif } from "./gif/gif.ts";
import { heif } from "./heif/heif.ts";
import { jpegHeader, stripJpeg } from "./jpeg.ts";
import { apngHeader, stripApng } from "./apng.ts";
import { stripTiff, tiffHeader } from "./tiff.ts";
import { animatedWebpHeader, stripAnimatedWebp } from "./webp_animation.ts";
import type { ImageHeader, Stripped } from "../core/picture.ts";

const FORMATS: Record<
  PictureFormat,
  { header(bytes: Uint8Array): ImageHeader; strip(bytes: Uint8Array): Stripped }
> = {
  JPEG: { header: jpegHeader, strip: stripJpeg },
  PNG: { header: apngHeader, strip: stripApng },
  GIF: { header: gifHeader, strip: stripGif },
  WEBP: { header: animatedWebpHeader, strip: stripAnimatedWebp },
  TIFF: { header: tiffHeader, strip: stripTiff },
  AVIF: heif("AVIF"),
  HEIC: heif("HEIC"),
};

/** Reads size and frames as the file claims them, without decoding. */
export function readHeader(bytes: Uint8Array): ImageHeader {
  return FORMATS[pictureFormat(bytes)].header(bytes);
}

/** Rebuilds the file from the parts of the picture alone, and returns its EXIF block separately. */
export function strip(bytes: Uint8Array): Stripped {
  return FORMATS[pictureFormat(bytes)].strip(bytes);
}

function pictureFormat(bytes: Uint8Array): PictureFormat {
  const format = sniff(bytes);
  if (format === null || !isPictureFormat(format)) {
    throw new ImageRefused("The file is not a picture");
  }
  return format;
}
