import { Cursor } from "../../core/cursor.ts";
import { type Box, boxes, checkParts, contents, damaged, openFullBox, uint } from "./boxes.ts";

/** An item's claim to a property of the file. */
interface Association {
  id: number;
  /** Counted from 1; 0 stands for no property. */
  index: number;
  /** Its bytes in the file. */
  bytes: Uint8Array;
}

/** Returns the properties of these items, by the contents of `iprp`. */
export function readProperties(iprp: Uint8Array, wanted: Set<number>): Map<number, Box[]> {
  const all = sharedProperties(iprp);
  const found = new Map<number, Box[]>();
  for (const { id, index } of associations(iprp)) {
    const property = all[index - 1];
    if (!wanted.has(id) || !property) continue;
    if (found.has(id)) found.get(id)!.push(property);
    else found.set(id, [property]);
  }
  return found;
}

/** Takes properties of these types away from every item, in the bytes of `iprp` itself. */
export function removeProperties(iprp: Uint8Array, types: readonly string[]): void {
  const all = sharedProperties(iprp);
  for (const { index, bytes } of associations(iprp)) {
    if (types.includes(all[index - 1]?.type ?? "")) bytes.fill(0);
  }
}

function sharedProperties(iprp: Uint8Array): Box[] {
  const shared = contents(boxes(new Cursor(iprp))).get("ipco");
  if (!shared) throw damaged();
  return [...boxes(new Cursor(shared))];
}

function* associations(iprp: Uint8Array): Generator<Association> {
  let total = 0;
  for (const box of boxes(new Cursor(iprp))) {
    if (box.type !== "ipma") continue;
    const { cursor, version, flags } = openFullBox(box.bytes);
    const isWide = (flags & 1) === 1;
    const items = cursor.u32();
    checkParts(items);
    for (let item = 0; item < items; item++) {
      const id = uint(cursor, version === 0 ? 2 : 4);
      const count = cursor.u8();
      checkParts(total += count);
      for (let i = 0; i < count; i++) {
        const bytes = cursor.take(isWide ? 2 : 1);
        // The first bit says whether the property is essential.
        const index = isWide ? (bytes[0]! & 0x7f) << 8 | bytes[1]! : bytes[0]! & 0x7f;
        yield { id, index, bytes };
      }
    }
  }
}
