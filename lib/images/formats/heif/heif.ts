import { colourSource } from "../../colour/source.ts";
import type { Bytes } from "../../core/cursor.ts";
import { ImageRefused } from "../../core/errors.ts";
import type { ImageHeader, Stripped } from "../../core/picture.ts";
import { stripSequence } from "./animation.ts";
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
    /** Leaves the file as it is, because it is only decoded; a moving one is rebuilt to be served. */
    strip: (bytes: Uint8Array): Stripped => {
      const { exif, colour, properties, frames } = readPicture(bytes, format);
      const orientation = orientationOf(properties);
      if (frames > 1 && (format === "HEIC" || (orientation ?? 1) !== 1)) {
        throw new ImageRefused(`This kind of animated ${format} is not supported`);
      }
      const plain = colour && colourSource(colour);
      return {
        bytes: bytes as Bytes,
        exif,
        ...(colour ? { colour } : {}),
        // Cameras that turn the picture this way write the same turn into EXIF.
        ...(orientation ? { orientation } : {}),
        ...(frames > 1 ? { animation: stripSequence(bytes, plain?.profile), orientation: 1 } : {}),
      };
    },
  };
}
