import { type HeifFormat, tilesOf } from "./coded.ts";
import type { Item, Items } from "./items.ts";
import type { PropertyChange } from "./properties.ts";
import { TRANSFORMS } from "./transforms.ts";
import { box, u32 } from "./write_boxes.ts";

/**
 * Returns the changes without which decoders refuse files that browsers show. We cut and turn,
 * because libavif does not, and libheif refuses pictures of which little is seen. An AVIF must tell
 * the bits of its channels, which older programs do not write.
 */
export function decodableChanges(
  drawn: readonly Item[],
  items: Items,
  format: HeifFormat,
): Map<number, PropertyChange> {
  const changes = new Map<number, PropertyChange>();
  for (const item of drawn) {
    const add = format === "AVIF" ? missingDepths(item, items) : null;
    const isTransformed = item.properties.some(({ type }) => TRANSFORMS.includes(type));
    if (add || isTransformed) changes.set(item.id, { without: TRANSFORMS, add });
  }
  return changes;
}

/** Returns the `pixi` box that an item lacks, by the settings of its decoder. */
function missingDepths(item: Item, items: Items): Uint8Array | null {
  if (item.properties.some(({ type }) => type === "pixi")) return null;
  const { properties } = tilesOf(item, items)[0] ?? item;
  const flags = properties.find(({ type }) => type === "av1C")?.bytes[2];
  if (flags === undefined) return null;
  const depth = (flags & 0x40) === 0 ? 8 : (flags & 0x20) === 0 ? 10 : 12;
  const channels = flags & 0x10 ? 1 : 3;
  const depths = new Uint8Array([channels, ...new Array(channels).fill(depth)]);
  return box("pixi", u32(0), depths);
}
