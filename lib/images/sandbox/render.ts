import { openConverter } from "../colour/converter.ts";
import { type Bitmap, flatten, orient } from "../core/bitmap.ts";
import { cutOut, sizeOfPart } from "../core/cut.ts";
import { orientationAfter, type PictureEdit, storedPart, UNEDITED } from "../core/edit.ts";
import { dominantColor, thumbhash } from "../core/colour.ts";
import type { Engine } from "../formats/engine.ts";
import { WASM } from "../formats/engines.ts";
import { readExif } from "../formats/exif/exif.ts";
import { collectGarbage } from "../core/garbage.ts";
import { isFlat } from "../core/flatness.ts";
import { FORMATS } from "../core/format.ts";
import { readHeader, strip } from "../formats/header.ts";
import { checkLimits } from "../core/limits.ts";
import { isOriginalKept, originalOf } from "../formats/original.ts";
import type { ImageHeader, ImageVariant, ProcessedImage, Stripped } from "../core/picture.ts";
import { shrink } from "../core/shrink.ts";
import { type Size, sizeOf } from "../core/sizes.ts";
import type { RenderTask } from "./sandbox.ts";
import { encodeAvifs, type Encoded, encodeVariants, inAllSizes, type Source } from "./variants.ts";

/** Formats whose files every client shows. A still GIF is smaller as a PNG. */
const SHOWN_EVERYWHERE: readonly string[] = ["JPEG", "PNG", "WEBP"];

/**
 * Makes the variants of one file that belong to the task. Runs in a sandbox, because a hostile file
 * may never finish.
 */
export async function render(
  bytes: Uint8Array,
  engine: Engine = WASM,
  edit: PictureEdit = UNEDITED,
  task: RenderTask = "files",
): Promise<ProcessedImage> {
  const header = readHeader(bytes);
  checkLimits(header);
  const clean = strip(bytes);
  const { orientation, ...told } = await readExif(clean.exif);
  const { large, source, original } = await draw(engine, header, clean, {
    orientation: clean.orientation ?? orientation,
    // Every viewer's program shows the whole animation.
    edit: header.animated ? UNEDITED : edit,
  });
  // The decoder and the stored pixels.
  collectGarbage();
  const { size } = source;
  const sizes = inAllSizes(large, size);
  return {
    kind: header.animated ? "gif" : "image",
    format: header.format,
    ...size,
    thumbhash: thumbhash(sizes.small),
    dominantColor: dominantColor(sizes.small),
    ...told,
    frames: header.frames,
    variants: task === "avif" ? await encodeAvifs(sizes, source) : [
      ...await encodeVariants(sizes, source, engine.openEncoders()),
      ...full(header, original),
    ],
  };
}

/** Returns the largest size of the picture as it is seen, and what its files depend on. */
async function draw(
  engine: Engine,
  header: ImageHeader,
  clean: Stripped,
  { orientation, edit }: { orientation: number; edit: PictureEdit },
): Promise<{ large: Bitmap; source: Source; original: Encoded & Size }> {
  const shownAs = orientationAfter(orientation, edit);
  const part = storedPart(edit, shownAs);
  const cut = sizeOfPart(header, part);
  const target = sizeOf(cut, "large");
  const stored = await engine.decode(header, clean.bytes, {
    width: Math.min(header.width, Math.ceil(target.width / part.width)),
    height: Math.min(header.height, Math.ceil(target.height / part.height)),
  });
  const isJpeg = header.format === "JPEG";
  const isOpaque = isJpeg || flatten(stored);
  const { colour } = clean;
  const convert = await openConverter(colour);
  // Shrinking would lose the fourth ink. In all other cases it leaves less to convert.
  const isConvertedWhole = colour?.inks || !isOriginalKept(header.format);
  if (isConvertedWhole) convert(stored);
  const large = orient(shrink(cutOut(stored, part), target), shownAs);
  if (!isConvertedWhole) convert(large);
  const isSeenAsStored = shownAs === 1 && isOpaque && !stored.isDamaged && edit.crop === null;
  return {
    large,
    source: {
      size: turned(cut, shownAs),
      focus: edit.focus,
      isFlat: !isJpeg && isFlat(stored),
      file: isSeenAsStored ? sharedFile(header, clean) : null,
    },
    original: {
      ...turned(header, orientation),
      ...clean.animation
        ? { bytes: clean.animation, contentType: FORMATS[header.format].type }
        : await originalOf(header.format, clean.bytes, { stored, orientation, colour }),
    },
  };
}

/** Returns the file without metadata, if it shows the same picture everywhere. */
function sharedFile(header: ImageHeader, { bytes, colour }: Stripped): Encoded | null {
  const isShown = SHOWN_EVERYWHERE.includes(header.format) && !header.animated && !colour;
  return isShown ? { bytes, contentType: FORMATS[header.format].type } : null;
}

function turned({ width, height }: Size, orientation: number): Size {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

function full({ animated }: ImageHeader, file: Encoded & Size): ImageVariant[] {
  const original: ImageVariant = { name: "original", ...file };
  return animated ? [original, { ...original, name: "animated" }] : [original];
}
