import { ascii, bytes, type File, join, u16, u32 } from "../picture_bytes.ts";

/** The bit of a property that a reader must understand. */
const ESSENTIAL = 0x8000;

/** An item of a HEIC or AVIF file, with properties of its own. */
export interface HeifItem {
  /** Four letters. */
  type: string;
  data: File;
  /** Whole boxes. */
  properties?: File[];
}

/** A whole file. Its items are numbered from 1. */
export interface HeifContents {
  brands: string[];
  items: HeifItem[];
  primary: number;
  references?: { type: string; from: number; to: number[] }[];
  /** Boxes behind the metadata. */
  others?: File[];
}

/** Returns a box. */
export function box(type: string, ...parts: Uint8Array[]): File {
  const contents = join(...parts);
  return join(u32(contents.length + 8), ascii(type), contents);
}

/** Returns a box that starts with version 0 and its flags. */
export function fullBox(type: string, flags: number, ...parts: Uint8Array[]): File {
  return box(type, u32(flags), ...parts);
}

/**
 * Returns a file that consists of these items. Their data follow the metadata, but phones put those
 * of a grid inside.
 */
export function heifContainer({ brands, items, primary, references, others }: HeifContents): File {
  const start = box("ftyp", ascii(brands[0]!), u32(0), ...brands.map(ascii));
  const isInside = ({ type }: HeifItem) => type === "grid";
  const meta = (dataAt: number) =>
    fullBox(
      "meta",
      0,
      fullBox("hdlr", 0, u32(0), ascii("pict"), new Uint8Array(13)),
      fullBox("pitm", 0, u16(primary)),
      locations(items, dataAt, isInside),
      ...items.some(isInside)
        ? [box("idat", ...items.filter(isInside).map(({ data }) => data))]
        : [],
      fullBox("iinf", 0, u16(items.length), ...items.map(entry)),
      ...references ? [fullBox("iref", 0, ...references.map(reference))] : [],
      properties(items),
    );
  const rest = join(...others ?? []);
  const dataAt = start.length + meta(0).length + rest.length + 8;
  const outside = items.filter((item) => !isInside(item)).map(({ data }) => data);
  return join(start, meta(dataAt), rest, box("mdat", ...outside));
}

function entry({ type }: HeifItem, index: number): File {
  return box("infe", bytes(2, 0, 0, 0), u16(index + 1), u16(0), ascii(type), bytes(0));
}

function reference({ type, from, to }: { type: string; from: number; to: number[] }): File {
  return box(type, u16(from), u16(to.length), ...to.map(u16));
}

function locations(
  items: HeifItem[],
  dataAt: number,
  isInside: (item: HeifItem) => boolean,
): File {
  const next = [dataAt, 0];
  const rows = items.map((item, index) => {
    const place = isInside(item) ? 1 : 0;
    const at = next[place]!;
    next[place] = at + item.data.length;
    const extent = join(u32(at), u32(item.data.length));
    return join(u16(index + 1), u16(place), u16(0), u16(1), extent);
  });
  return box("iloc", bytes(1, 0, 0, 0, 0x44, 0), u16(items.length), ...rows);
}

function properties(items: HeifItem[]): File {
  let index = 0;
  const rows = items.map(({ properties = [] }, at) =>
    join(u16(at + 1), bytes(properties.length), ...properties.map(() => u16(ESSENTIAL | ++index)))
  );
  const all = items.flatMap(({ properties = [] }) => properties);
  return box("iprp", box("ipco", ...all), fullBox("ipma", 1, u32(items.length), ...rows));
}
