import { Cursor } from "../../core/cursor.ts";
import type { ColourSource } from "../../core/picture.ts";
import type { Item } from "./items.ts";

const UNSPECIFIED = 2;

/** Returns the profile or the code points of an item, if it has any. */
export function colourOf({ properties }: Item): ColourSource | null {
  const source: ColourSource = {};
  for (const { type, bytes } of properties) {
    if (type !== "colr") continue;
    const cursor = new Cursor(bytes);
    const kind = cursor.text(4);
    if (kind === "nclx") {
      const [primaries, transfer] = [cursor.u16(), cursor.u16()];
      if (primaries !== UNSPECIFIED) source.cicp ??= { primaries, transfer };
    }
    if (kind === "prof" || kind === "rICC") source.profile ??= cursor.take(cursor.left);
  }
  return source.cicp || source.profile ? source : null;
}
