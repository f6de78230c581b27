import { concat, Cursor } from "../../core/cursor.ts";
import { type Box, boxes, checkParts, contents, damaged, openFullBox, uint } from "./boxes.ts";
import { box, u32 } from "./write_boxes.ts";

/** Changes of one item's properties. */
export interface PropertyChange {
  /** The types of those to take away. */
  without: readonly string[];
  /** A whole box to add. */
  add: Uint8Array | null;
}

/** An item's claim to a property of the file. */
interface Association {
  id: number;
  /** The number of the property, counted from 1, and the bit that marks it as essential. */
  claim: number;
}

const NUMBER = 0x7fff, ESSENTIAL = 0x8000;

/** Returns the properties of these items, by the contents of `iprp`. */
export function readProperties(iprp: Uint8Array, wanted: Set<number>): Map<number, Box[]> {
  const all = sharedProperties(iprp);
  const found = new Map<number, Box[]>();
  for (const { id, claim } of associations(iprp)) {
    const property = all[(claim & NUMBER) - 1];
    if (!wanted.has(id) || !property) continue;
    if (found.has(id)) found.get(id)!.push(property);
    else found.set(id, [property]);
  }
  return found;
}

/** Returns an `iprp` box in which some items have other properties. */
export function changedProperties(
  iprp: Uint8Array,
  changes: ReadonlyMap<number, PropertyChange>,
): Uint8Array {
  const all = sharedProperties(iprp).map(({ type, bytes }) => ({ type, whole: box(type, bytes) }));
  const claims = new Map<number, number[]>();
  for (const { id, claim } of associations(iprp)) {
    if (!claims.has(id)) claims.set(id, []);
    const type = all[(claim & NUMBER) - 1]?.type ?? "";
    if (!changes.get(id)?.without.includes(type)) claims.get(id)!.push(claim);
  }
  const wholes = all.map(({ whole }): Uint8Array => whole);
  for (const [id, { add }] of changes) {
    if (add) claims.get(id)?.push(wholes.push(add));
  }
  // libavif requires the order.
  const rows = [...claims].sort(([one], [other]) => one - other).map(rowOf);
  const start = new Uint8Array([1, 0, 0, 1]);
  const table = box("ipma", start, u32(rows.length), ...rows);
  return box("iprp", box("ipco", ...wholes), table);
}

function rowOf([id, claims]: [number, number[]]): Uint8Array {
  if (claims.length > 255) throw damaged();
  const numbers = claims.flatMap((claim) => [claim >> 8, claim & 255]);
  return concat([u32(id), new Uint8Array([claims.length, ...numbers])]);
}

function sharedProperties(iprp: Uint8Array): Box[] {
  const shared = contents(boxes(new Cursor(iprp))).get("ipco");
  if (!shared) throw damaged();
  return [...boxes(new Cursor(shared))];
}

function* associations(iprp: Uint8Array): Generator<Association> {
  let total = 0;
  for (const { type, bytes } of boxes(new Cursor(iprp))) {
    if (type !== "ipma") continue;
    const { cursor, version, flags } = openFullBox(bytes);
    const isWide = (flags & 1) === 1;
    const items = cursor.u32();
    checkParts(items);
    for (let item = 0; item < items; item++) {
      const id = uint(cursor, version === 0 ? 2 : 4);
      const count = cursor.u8();
      checkParts(total += count);
      for (let i = 0; i < count; i++) yield { id, claim: isWide ? cursor.u16() : narrow(cursor) };
    }
  }
}

function narrow(cursor: Cursor): number {
  const claim = cursor.u8();
  return (claim & 0x80 ? ESSENTIAL : 0) | claim & 0x7f;
}
