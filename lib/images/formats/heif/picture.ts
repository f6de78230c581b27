import { Cursor, latin1 } from "../../core/cursor.ts";
import { ImageRefused } from "../../core/errors.ts";
import type { ColourSource } from "../../core/picture.ts";
import { type Box, contents, fileBoxes } from "./boxes.ts";
import { checkCoded, codedSize, type HeifFormat, tilesOf } from "./coded.ts";
import { colourOf } from "./colour.ts";
import { decodableChanges } from "./decodable.ts";
import { type Item, type Items, readItems, referring } from "./items.ts";
import type { PropertyChange } from "./properties.ts";
import { countFrames } from "./sequence.ts";

/** The picture that a HEIC or AVIF file shows, as the file describes it. */
export interface HeifPicture {
  /** The size before `properties` are applied. */
  width: number;
  height: number;
  properties: Box[];
  frames: number;
  colour: ColourSource | null;
  /** A TIFF structure. */
  exif: Uint8Array | null;
  /** By item: changes of the file before it is decoded. */
  changes: Map<number, PropertyChange>;
}

/** Reads it without decoding. Refuses pictures that would take too much memory or time. */
export function readPicture(file: Uint8Array, format: HeifFormat): HeifPicture {
  const parts = contents(fileBoxes(file));
  const meta = parts.get("meta");
  if (!meta) throw new ImageRefused(`The ${format} file holds no still picture`);
  const items = readItems(meta, file);
  const [primary] = items.list([items.primaryId]) as [Item];
  const drawn = [primary, ...alphaOf(primary, items)];
  for (const item of drawn) checkCoded(item, items, format);
  const [tile] = tilesOf(primary, items);
  const moov = parts.get("moov");
  return {
    ...codedSize(primary),
    properties: primary.properties,
    frames: moov ? countFrames(moov) : 1,
    // The colours of a grid are often told by its tiles only.
    colour: colourOf(primary) ?? (tile ? colourOf(tile) : null),
    exif: exifOf(primary, items),
    changes: decodableChanges(drawn, items, format),
  };
}

/** Returns the pictures of transparency. Depth maps, for instance, are not decoded. */
function alphaOf(primary: Item, items: Items): Item[] {
  return items.list(referring(items, "auxl", primary.id)).filter(({ properties }) =>
    properties.some(({ type, bytes }) =>
      type === "auxC" && /:alpha\0|:auxid:1\0/.test(latin1(bytes.subarray(4, 100)))
    )
  );
}

function exifOf(primary: Item, items: Items): Uint8Array | null {
  const about = items.list(referring(items, "cdsc", primary.id));
  const exif = about.find(({ type }) => type === "Exif");
  const data = exif ? items.data(exif.id) : null;
  if (data === null || data.length < 4) return null;
  // The length of a text such as "Exif\0\0", and the text.
  const cursor = new Cursor(data);
  const skipped = cursor.u32();
  return skipped < cursor.left ? data.subarray(4 + skipped) : null;
}
