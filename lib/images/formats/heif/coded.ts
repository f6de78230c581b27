import { Cursor } from "../../core/cursor.ts";
import { ImageRefused } from "../../core/errors.ts";
import { checkLimits, OTHER_MEGAPIXELS_MAX } from "../../core/limits.ts";
import type { Size } from "../../core/sizes.ts";
import { damaged, openFullBox, uint } from "./boxes.ts";
import type { Item, Items } from "./items.ts";

/** The formats in this container, and the type of the items that hold coded pictures. */
const CODED = { HEIC: "hvc1", AVIF: "av01" } as const;
/** Another picture, turned or cut out once more, and several pictures over each other. */
const DERIVED = ["iden", "iovl"];
/** All parts of a picture together. Tiles at the right and lower edges reach over it. */
const TOTAL_AREA_MAX = OTHER_MEGAPIXELS_MAX * 1.25e6;

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
  return item.type === "grid" ? items.list(sourceIds(item, items)) : [];
}

/** Refuses an item if decoding could take more than its format's limits allow. */
export function checkCoded(item: Item, items: Items, format: HeifFormat): void {
  checkArea(codedSize(item), format);
  if (item.type === CODED[format]) return;
  if (item.type !== "grid" && (format !== "HEIC" || !DERIVED.includes(item.type))) {
    throw new ImageRefused(`This kind of ${format} is not supported`);
  }
  const ids = sourceIds(item, items);
  const sources = items.list(ids);
  // Derived pictures of derived ones could be without end.
  const forbidden = item.type === "grid" ? ["grid", ...DERIVED] : DERIVED;
  if (ids.length === 0 || sources.some(({ type }) => forbidden.includes(type))) throw damaged();
  // A source may be used many times, and is decoded each time.
  const areas = new Map(sources.map((one) => [one.id, checkArea(codedSize(one), format)]));
  const total = ids.reduce((sum, id) => sum + areas.get(id)!, 0);
  if (total > TOTAL_AREA_MAX) throw new ImageRefused("The parts of the picture are too large");
  if (item.type === "grid") checkGrid(item, items.data(item.id), ids.length);
  for (const source of sources) checkCoded(source, items, format);
}

/** Refuses a grid that has another size, or another number of tiles, than it claims. */
function checkGrid(grid: Item, data: Uint8Array | null, tiles: number): void {
  if (data === null) throw damaged();
  const cursor = new Cursor(data, 1);
  const sideBytes = cursor.u8() & 1 ? 4 : 2;
  const count = (cursor.u8() + 1) * (cursor.u8() + 1);
  const { width, height } = codedSize(grid);
  const isSame = uint(cursor, sideBytes) === width && uint(cursor, sideBytes) === height;
  if (!isSame || tiles !== count) throw damaged();
}

function sourceIds({ id }: Item, { references }: Items): number[] {
  return references.find(({ type, from }) => type === "dimg" && from === id)?.to ?? [];
}

function checkArea(size: Size, format: HeifFormat): number {
  const pixels = size.width * size.height;
  checkLimits({ format, ...size, frames: 1, pixels, animated: false });
  return pixels;
}
