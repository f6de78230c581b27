import { ascii, bytes, type File, join, u16, u16le, u32, u32le } from "../picture_bytes.ts";

/** An entry: its tag, and its numbers as 1 (bytes), 3 (shorts) or 4 (longs), or a text. */
export type Entry = [tag: number, values: string | readonly number[], kind?: 1 | 3 | 4 | 7];

/** A picture in a TIFF file: entries, and data to which tag 273 (strips) or 324 (tiles) points. */
export interface TiffPage {
  entries: readonly Entry[];
  /** The coded parts of the picture. */
  parts?: readonly File[];
  /** Whether the parts are tiles. */
  isTiled?: boolean;
}

/** Returns a TIFF file with these pages, valid or not. */
export function tiff(pages: readonly TiffPage[], order: "II" | "MM" = "II"): File {
  const [short, long] = order === "II" ? [u16le, u32le] : [u16, u32];
  const file: File[] = [ascii(order), short(42), new Uint8Array(4)];
  const lengthOf = () => file.reduce((sum, { length }) => sum + length, 0);
  let pointer = 2;
  for (const { entries, parts = [], isTiled = false } of pages) {
    const places = parts.map((part) => {
      const at = lengthOf();
      file.push(part);
      return at;
    });
    const [offsets, counts] = isTiled ? [324, 325] : [273, 279];
    const own: Entry[] = parts.length === 0
      ? []
      : [[offsets, places, 4], [counts, parts.map(({ length }) => length), 4]];
    const rows = [...entries, ...own].sort(([a], [b]) => a - b).map(([tag, values, kind = 3]) => {
      const numbers = typeof values === "string" ? [...ascii(values), 0] : values;
      const type = typeof values === "string" ? 2 : kind;
      const width = type === 3 ? 2 : type === 4 ? 4 : 1;
      const write = { 1: bytes, 2: short, 4: long }[width as 1 | 2 | 4];
      const data = join(...numbers.map((number) => write(number)));
      if (data.length > 4) file.push(data);
      const value = data.length > 4
        ? long(lengthOf() - data.length)
        : join(data, new Uint8Array(4 - data.length));
      return join(short(tag), short(type), long(numbers.length), value);
    });
    file[pointer] = long(lengthOf());
    file.push(short(rows.length), ...rows, new Uint8Array(4));
    pointer = file.length - 1;
  }
  return join(...file);
}

/** Returns an uncompressed RGB picture; other entries replace its own. */
export function rgbTiff(
  { width, height, rgba }: { width: number; height: number; rgba: Uint8ClampedArray },
  others: readonly Entry[] = [],
): File {
  const pixels = new Uint8Array(rgba.filter((_, at) => at % 4 !== 3));
  const own: Entry[] = [
    [256, [width]],
    [257, [height]],
    [258, [8, 8, 8]],
    [259, [1]],
    [262, [2]],
    [277, [3]],
    [278, [height]],
  ];
  const entries = [...own.filter(([tag]) => others.every(([other]) => other !== tag)), ...others];
  return tiff([{ entries, parts: [pixels] }]);
}
