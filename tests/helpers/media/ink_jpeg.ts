import { ascii, bytes, type File, join, u16 } from "./picture_bytes.ts";

/** The bits of a code for a size of difference: 12 codes of four bits. */
const SIZE_BITS = 4;
const SIZES = 12;

/** The colours of a picture's four quarters, four bytes each: the numbers that the file holds. */
export type Quarters = readonly [number[], number[], number[], number[]];

/** Options of a JPEG of four channels. */
export interface InkOptions {
  /** Adobe's number of the transform: 0 is CMYK, 2 is YCCK. Null leaves the segment out. */
  transform?: 0 | 2 | null;
}

/** Returns a JPEG of four channels whose quarters are flat. Sides are multiples of 16. */
export function inkJpeg(
  width: number,
  height: number,
  quarters: Quarters,
  { transform = 0 }: InkOptions = {},
): File {
  const segment = (marker: number, ...payload: Uint8Array[]) =>
    join(bytes(0xff, marker), u16(join(...payload).length + 2), ...payload);
  const channels = [1, 2, 3, 4];
  const table = (id: number, bits: number, values: number) => {
    const counts = new Uint8Array(16);
    counts[bits - 1] = values;
    return segment(0xc4, bytes(id), counts, Uint8Array.from({ length: values }, (_, i) => i));
  };
  return join(
    bytes(0xff, 0xd8),
    transform === null
      ? bytes()
      : segment(0xee, ascii("Adobe"), bytes(0, 100, 0, 0, 0, 0, transform)),
    segment(0xdb, bytes(0), new Uint8Array(64).fill(1)),
    segment(
      0xc0,
      bytes(8),
      u16(height),
      u16(width),
      bytes(4, ...channels.flatMap((c) => [c, 0x11, 0])),
    ),
    table(0x00, SIZE_BITS, SIZES),
    // The only code: the end of a block.
    table(0x10, 1, 1),
    segment(0xda, bytes(4, ...channels.flatMap((c) => [c, 0]), 0, 63, 0)),
    scan(width / 8, height / 8, quarters),
    bytes(0xff, 0xd9),
  );
}

/** Returns the coded blocks: of each, only the difference of its mean from the one before. */
function scan(columns: number, rows: number, quarters: Quarters): File {
  const bits: number[] = [];
  const write = (value: number, count: number) => {
    for (let at = count - 1; at >= 0; at--) bits.push(value >> at & 1);
  };
  const before = [0, 0, 0, 0];
  for (let block = 0; block < columns * rows; block++) {
    const isRight = block % columns >= columns / 2, isLower = block >= columns * rows / 2;
    const colour = quarters[(isRight ? 1 : 0) + (isLower ? 2 : 0)]!;
    colour.forEach((value, channel) => {
      const mean = (value - 128) * 8;
      const difference = mean - before[channel]!;
      before[channel] = mean;
      const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
      write(size, SIZE_BITS);
      write(difference < 0 ? difference + (1 << size) - 1 : difference, size);
      write(0, 1);
    });
  }
  while (bits.length % 8 > 0) bits.push(1);
  const packed: number[] = [];
  for (let at = 0; at < bits.length; at += 8) {
    const byte = bits.slice(at, at + 8).reduce((sum, bit) => sum * 2 + bit, 0);
    packed.push(byte, ...(byte === 0xff ? [0] : []));
  }
  return Uint8Array.from(packed);
}
