import { type Bytes, concat } from "../../core/cursor.ts";
import { type Box, boxes, fileBoxes, openFullBox } from "./boxes.ts";
import { changedProperties, type PropertyChange } from "./properties.ts";
import { ascii, box, u32 } from "./write_boxes.ts";

/**
 * Returns a copy of the file whose items have other properties. The new metadata follow at the end,
 * so that the places of all data stay right. A last box that is cut off ends with the file.
 */
export function withProperties(
  file: Uint8Array,
  changes: ReadonlyMap<number, PropertyChange>,
): Bytes {
  const all = [...fileBoxes(file)];
  const meta = all.find(({ type }) => type === "meta")!;
  const copy = file.slice(0, endOf(all.at(-1)!));
  copy.set(ascii("free"), meta.at + 4);
  setLength(copy, all.at(-1)!);
  const parts = [...boxes(openFullBox(meta.bytes).cursor)].map(({ type, bytes }) =>
    type === "iprp" ? changedProperties(bytes, changes) : box(type, bytes)
  );
  return concat([copy, box("meta", u32(0), ...parts)]);
}

function endOf({ at, startBytes, bytes }: Box): number {
  return at + startBytes + bytes.length;
}

function setLength(file: Uint8Array, last: Box): void {
  const length = u32(endOf(last) - last.at);
  if (last.startBytes === 8) file.set(length, last.at);
  else file.set([0, 0, 0, 0, ...length], last.at + 8);
}
