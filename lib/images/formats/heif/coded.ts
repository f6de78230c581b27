import { Cursor } from "../../core/cursor.ts";
import { ImageRefused } from "../../core/errors.ts";
import { checkLimits, OTHER_MEGAPIXELS_MAX } from "../../core/limits.ts";
import type { Size } from "../../core/sizes.ts";
import { damaged, openFullBox, uint } from "./boxes.ts";
import type { Item, Items } from "./items.ts";

/** The formats in this container, and the type of the items that hold coded pictures. */
const CODED = { HEIC: "hvc1", AVIF: "av01" } as const;
/** Tiles at the right and lower edges may reach over the picture. */
const TILES_AREA_MAX = OTHER_MEGAPIXELS_MAX * 1.25e6;

/** A format in this container. */
export type HeifFormat = keyof typeof CODED;

/** Returns an item's size as it claims, before it is cut out or turned. */
export function codedSize({ properties }: Item): Size {
  const extents = properties.find(({ type }) => type === "ispe");
  if (!extents) throw damaged();
  const { cursor } = openFullBox(extents.bytes);
  return { width: cursor.u32(), height: cursor.u32() };
}

/** Returns the tiles of a grid, each once. Other items have none. */
export function tilesOf(item: Item, items: Items): Item[] {
  return item.type === "grid" ? items.list(tileIds(item, items)) : [];
}

/** Refuses an item if decoding could take more than its format's limits allow. */
export function checkCoded(item: Item, items: Items, format: HeifFormat): void {
  const size = codedSize(item);
  checkArea(size, format);
  if (item.type === "grid") return checkGrid(item, items, format);
  if (item.type !== CODED[format]) {
    throw new ImageRefused(`This kind of ${format} is not supported`);
  }
}

function checkGrid(grid: Item, items: Items, format: HeifFormat): void {
  const { count, width, height } = readGrid(items.data(grid.id));
  const size = codedSize(grid);
  const ids = tileIds(grid, items);
  if (width !== size.width || height !== size.height || ids.length !== count) throw damaged();
  const areas = new Map(
    items.list(ids).map((tile) => {
      // Grids of grids could be without end.
      if (tile.type !== CODED[format]) throw damaged();
      return [tile.id, checkArea(codedSize(tile), format)];
    }),
  );
  const area = ids.reduce((sum, id) => sum + areas.get(id)!, 0);
  if (area > TILES_AREA_MAX) throw new ImageRefused("The tiles of the picture are too large");
}

/** Reads the number of tiles, and the size of the picture that they cover. */
function readGrid(data: Uint8Array | null) {
  if (data === null) throw damaged();
  const cursor = new Cursor(data, 1);
  const sideBytes = cursor.u8() & 1 ? 4 : 2;
  const count = (cursor.u8() + 1) * (cursor.u8() + 1);
  return { count, width: uint(cursor, sideBytes), height: uint(cursor, sideBytes) };
}

function tileIds(grid: Item, { references }: Items): number[] {
  return references.find(({ type, from }) => type === "dimg" && from === grid.id)?.to ?? [];
}

function checkArea(size: Size, format: HeifFormat): number {
  const pixels = size.width * size.height;
  checkLimits({ format, ...size, frames: 1, pixels, animated: false });
  return pixels;
}
