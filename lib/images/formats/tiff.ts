import { colourSource } from "../colour/source.ts";
import type { Bytes } from "../core/cursor.ts";
import type { ImageHeader, Stripped } from "../core/picture.ts";
import { exifBlock } from "./tiff/exif_block.ts";
import { checkParts, readLayout } from "./tiff/layout.ts";

const PROFILE = 34675;

/** Returns the size of the first picture in the file. Further pages are not shown. */
export function tiffHeader(bytes: Uint8Array): ImageHeader {
  const { width, height } = readLayout(bytes);
  return { format: "TIFF", width, height, frames: 1, pixels: width * height, animated: false };
}

/** Returns the whole file, which is only decoded, and what its picture needs beside its pixels. */
export function stripTiff(bytes: Uint8Array): Stripped {
  const layout = readLayout(bytes);
  checkParts(layout);
  const profile = layout.directory.bytes(PROFILE);
  const isGrey = layout.colours === "grey" || layout.colours === "whiteIsZero";
  const colour = profile && colourSource({ profile }, [isGrey ? "GRAY" : "RGB "]);
  return {
    bytes: bytes as Bytes,
    exif: exifBlock(layout.directory),
    ...(colour ? { colour } : {}),
  };
}
