import { concat, Cursor } from "../../core/cursor.ts";
import { ImageRefused } from "../../core/errors.ts";
import { type Box, boxes, checkParts, contents, damaged, openFullBox, uint } from "./boxes.ts";
import { readProperties } from "./properties.ts";

/** A coded picture, a grid of them, or metadata. */
export interface Item {
  id: number;
  /** Four letters, such as `hvc1`, `av01`, `grid` or `Exif`. */
  type: string;
  /** In the order in which they are to be applied. */
  properties: Box[];
}

/** A relation: `dimg` from a grid to its tiles, `auxl` and `cdsc` to the picture they belong to. */
export interface Reference {
  type: string;
  from: number;
  to: number[];
}

/** The items of a file. */
export interface Items {
  /** The picture that the file shows. */
  primaryId: number;
  references: Reference[];
  /** Returns the items with these ids, each once. */
  list(ids: Iterable<number>): Item[];
  /** Returns the stored data of a small item. Null: it has none, or too many. */
  data(id: number): Uint8Array | null;
}

/** Returns the items that refer to one in this way. */
export function referring({ references }: Items, type: string, id: number): number[] {
  return references.filter((one) => one.type === type && one.to.includes(id))
    .map(({ from }) => from);
}

/** No metadata that we read is larger. */
const DATA_BYTES_MAX = 1 << 20;

/** Reads the contents of a `meta` box. `file` is the whole file, to which its offsets refer. */
export function readItems(meta: Uint8Array, file: Uint8Array): Items {
  const parts = contents(boxes(openFullBox(meta).cursor));
  const part = (type: string): Uint8Array => {
    const bytes = parts.get(type);
    if (!bytes) throw damaged();
    return bytes;
  };
  if (!parts.has("pitm")) throw new ImageRefused("The file holds no still picture");
  const types = readTypes(part("iinf"));
  return {
    primaryId: readPrimaryId(part("pitm")),
    references: parts.has("iref") ? readReferences(part("iref")) : [],
    list: (ids) => {
      const wanted = new Set(ids);
      const properties = readProperties(part("iprp"), wanted);
      return [...wanted].map((id) => {
        const type = types.get(id);
        if (type === undefined) throw damaged();
        return { id, type, properties: properties.get(id) ?? [] };
      });
    },
    data: (id) => readData(part("iloc"), id, [file, parts.get("idat")]),
  };
}

function readPrimaryId(bytes: Uint8Array): number {
  const { cursor, version } = openFullBox(bytes);
  return uint(cursor, version === 0 ? 2 : 4);
}

function readTypes(bytes: Uint8Array): Map<number, string> {
  const { cursor, version } = openFullBox(bytes);
  uint(cursor, version === 0 ? 2 : 4);
  const types = new Map<number, string>();
  for (const box of boxes(cursor)) {
    const entry = openFullBox(box.bytes);
    // Older versions are of files without pictures.
    if (box.type !== "infe" || entry.version < 2) continue;
    const id = uint(entry.cursor, entry.version === 2 ? 2 : 4);
    entry.cursor.u16();
    types.set(id, entry.cursor.text(4));
  }
  return types;
}

function readReferences(bytes: Uint8Array): Reference[] {
  const { cursor, version } = openFullBox(bytes);
  const idBytes = version === 0 ? 2 : 4;
  let targets = 0;
  return Array.from(boxes(cursor), ({ type, bytes }) => {
    const entry = new Cursor(bytes);
    const from = uint(entry, idBytes);
    const count = entry.u16();
    targets += count;
    checkParts(targets);
    return { type, from, to: Array.from({ length: count }, () => uint(entry, idBytes)) };
  });
}

/** Looks for one item's extents. Extents lie in the file, or in the `meta` box itself. */
function readData(
  bytes: Uint8Array,
  wanted: number,
  sources: readonly (Uint8Array | undefined)[],
): Uint8Array | null {
  const { cursor, version } = openFullBox(bytes);
  const sizes = cursor.u16();
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15];
  const indexBytes = version === 0 ? 0 : sizes & 15;
  const count = uint(cursor, version < 2 ? 2 : 4);
  checkParts(count);
  for (let i = 0; i < count; i++) {
    const id = uint(cursor, version < 2 ? 2 : 4);
    const source = sources[version === 0 ? 0 : cursor.u16() & 15];
    cursor.u16();
    const base = uint(cursor, baseBytes);
    const extents = Array.from({ length: checkedExtents(cursor.u16()) }, () => {
      uint(cursor, indexBytes);
      return { from: base + uint(cursor, offsetBytes), length: uint(cursor, lengthBytes) };
    });
    if (id !== wanted) continue;
    const total = extents.reduce((sum, { length }) => sum + length, 0);
    const isInside = extents.every(({ from, length }) => from + length <= (source?.length ?? 0));
    if (!source || !isInside || total > DATA_BYTES_MAX) return null;
    return concat(extents.map(({ from, length }) => source.subarray(from, from + length)));
  }
  return null;
}

/** Extents may take no bytes in the file, so their number alone bounds the work. */
function checkedExtents(count: number): number {
  if (count > 1_000) throw new ImageRefused("The picture is in too many parts");
  return count;
}
