import type { Bytes } from "../../core/cursor.ts";
import { ImageRefused } from "../../core/errors.ts";
import type { ImageHeader, Stripped } from "../../core/picture.ts";
import type { HeifFormat } from "./coded.ts";
import { readPicture } from "./picture.ts";
import { cropOf, orientationOf } from "./transforms.ts";

/** Returns the readers of a format. They leave turning to the orientation. */
export function heif(format: HeifFormat) {
  return {
    header: (bytes: Uint8Array): ImageHeader => {
      const { frames, properties, ...stored } = readPicture(bytes, format);
      const { width, height } = cropOf(stored, properties);
      const pixels = frames * width * height;
      return { format, width, height, frames, pixels, animated: frames > 1 };
    },
    /** Leaves the file as it is, because it is only decoded and never served. */
    strip: (bytes: Uint8Array): Stripped => {
      const { exif, colour, properties, frames } = readPicture(bytes, format);
      if (frames > 1) {
        throw new ImageRefused(`Animated ${format} pictures are not accepted; animated GIFs are`);
      }
      const orientation = orientationOf(properties);
      return {
        bytes: bytes as Bytes,
        exif,
        ...(colour ? { colour } : {}),
        // Cameras that turn the picture this way write the same turn into EXIF.
        ...(orientation ? { orientation } : {}),
      };
    },
  };
}
