import type { Bitmap } from "../core/bitmap.ts";
import { type Bytes, concat } from "../core/cursor.ts";
import { checkMissing } from "../core/limits.ts";
import { jpegHeader, stripJpeg } from "./jpeg.ts";
import { decodeJpeg } from "./jpeg_pixels.ts";
import { readLayout, type TiffLayout } from "./tiff/layout.ts";
import { partsIn, strideOf, type TiffPart, unpackPart } from "./tiff/parts.ts";

const JPEG_START = new Uint8Array([0xff, 0xd8]);
/** "Adobe", version 100, and the last byte: 0 for red, green and blue, 1 for differences. */
const ADOBE = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0];

/** Decodes the picture at full size. Missing parts are white, if they are few. */
export async function decodeTiff(bytes: Bytes): Promise<Bitmap> {
  const layout = readLayout(bytes);
  const { width, height } = layout;
  const picture = { width, height, bitmap: new Uint8ClampedArray(width * height * 4).fill(255) };
  let drawn = 0;
  for (const part of partsIn(layout)) {
    drawn += layout.packing === "jpeg"
      ? await drawJpeg(picture, layout, part)
      : drawRows(picture, layout, part);
  }
  const planes = layout.isPlanar ? layout.samples : 1;
  checkMissing("TIFF", 1 - drawn / (width * height * planes));
  if (layout.alpha !== -1 && layout.isPremultiplied) divideByAlpha(picture);
  return picture;
}

/** Draws a part that is a JPEG. Returns the number of pixels. */
async function drawJpeg(picture: Bitmap, layout: TiffLayout, part: TiffPart): Promise<number> {
  const adobe = new Uint8Array([...ADOBE, layout.isYcbcr ? 1 : 0]);
  const tables = withoutFrame(layout.directory.bytes(347) ?? new Uint8Array());
  const whole = concat([JPEG_START, adobe, tables, part.packed.subarray(JPEG_START.length)]);
  const { bytes } = stripJpeg(whole);
  const header = jpegHeader(bytes);
  const { bitmap } = await decodeJpeg(bytes, header, header);
  const columns = Math.min(header.width, layout.part.width, picture.width - part.left);
  const rows = Math.min(header.height, part.rows, picture.height - part.top);
  for (let y = 0; y < rows; y++) {
    const row = bitmap.subarray(y * header.width * 4, (y * header.width + columns) * 4);
    picture.bitmap.set(row, ((part.top + y) * picture.width + part.left) * 4);
  }
  return columns * rows;
}

/** Returns the tables of a JPEG without its first and its last marker. */
function withoutFrame(tables: Uint8Array): Uint8Array {
  const hasEnd = tables.at(-2) === 0xff && tables.at(-1) === 0xd9;
  return tables.subarray(JPEG_START.length, hasEnd ? -2 : undefined);
}

/** Draws the rows of a part. Returns the number of pixels. */
function drawRows(picture: Bitmap, layout: TiffLayout, part: TiffPart): number {
  const stride = strideOf(layout);
  const columns = Math.min(layout.part.width, picture.width - part.left);
  const data = unpackPart(layout, part);
  const rows = Math.min(Math.floor(data.length / stride), part.rows, picture.height - part.top);
  const values = valueReader(layout);
  const draw = rowDrawer(layout, part.plane);
  const inPart = layout.isPlanar ? 1 : layout.samples;
  for (let y = 0; y < rows; y++) {
    const row = values(data.subarray(y * stride, (y + 1) * stride), columns * inPart);
    draw(row, picture.bitmap, ((part.top + y) * picture.width + part.left) * 4, columns);
  }
  return columns * rows;
}

/** Returns a function that unpacks the numbers of a row: of 16 bits, only the upper eight. */
function valueReader(
  { bits, directory }: TiffLayout,
): (row: Uint8Array, count: number) => Uint8Array {
  if (bits === 8) return (row) => row;
  const high = directory.littleEndian ? 1 : 0;
  const mask = (1 << bits) - 1;
  return (row, count) => {
    const values = new Uint8Array(count);
    for (let at = 0; at < count; at++) {
      const bit = at * bits;
      values[at] = bits === 16
        ? row[at * 2 + high]!
        : row[bit >> 3]! >> (8 - bits - (bit & 7)) & mask;
    }
    return values;
  };
}

type DrawRow = (row: Uint8Array, bitmap: Uint8ClampedArray, to: number, columns: number) => void;

/** Returns a function that writes the numbers of a row, of all samples or of one plane. */
function rowDrawer(layout: TiffLayout, plane: number): DrawRow {
  const step = layout.isPlanar ? 1 : layout.samples;
  const shown = layout.colours === "rgb" ? 3 : 1;
  const tables = tablesOf(layout);
  /** For each number that is shown: its place, the channel, and its translation. */
  const channels: [from: number, channel: number, table: Uint8Array][] = [];
  for (let channel = 0; channel < 3; channel++) {
    const sample = Math.min(channel, shown - 1);
    if (layout.isPlanar && sample !== plane) continue;
    channels.push([layout.isPlanar ? 0 : sample, channel, tables[channel]!]);
  }
  if (layout.alpha !== -1 && (!layout.isPlanar || plane === layout.alpha)) {
    channels.push([layout.isPlanar ? 0 : layout.alpha, 3, grey(layout.bits)]);
  }
  return (row, bitmap, to, columns) => {
    for (const [from, channel, table] of channels) {
      for (let x = 0, at = from, out = to + channel; x < columns; x++, at += step, out += 4) {
        bitmap[out] = table[row[at]!]!;
      }
    }
  };
}

/** Returns the brightness of each number, for red, green and blue. */
function tablesOf({ colours, bits, directory }: TiffLayout): Uint8Array[] {
  const shades = grey(bits);
  if (colours === "whiteIsZero") return Array(3).fill(shades.map((shade) => 255 - shade));
  if (colours !== "palette") return Array(3).fill(shades);
  const count = 1 << bits;
  const map = directory.numbers(320, 3 * count);
  // Some programs write 8 bits in place of 16.
  const shift = map.some((value) => value > 255) ? 8 : 0;
  return [0, 1, 2].map((channel) =>
    Uint8Array.from({ length: 256 }, (_, index) => (map[channel * count + index] ?? 0) >> shift)
  );
}

function grey(bits: number): Uint8Array {
  const most = (1 << Math.min(bits, 8)) - 1;
  return Uint8Array.from(
    { length: 256 },
    (_, value) => Math.round(Math.min(value, most) * 255 / most),
  );
}

function divideByAlpha({ bitmap }: Bitmap): void {
  for (let at = 0; at < bitmap.length; at += 4) {
    const alpha = bitmap[at + 3]!;
    if (alpha === 0 || alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel++) {
      bitmap[channel] = bitmap[channel]! * 255 / alpha;
    }
  }
}
