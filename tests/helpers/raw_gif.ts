import { ascii, bytes, type File, join, u16le } from "./media/picture_bytes.ts";

/** Red, green, blue and white, in the order of their numbers. */
export const FOUR_COLOURS = bytes(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255);

/** A frame of a GIF, in one of four colours or with the given colour numbers. */
export interface RawFrame {
  left?: number;
  top?: number;
  width: number;
  height: number;
  pixels: number | number[];
  isInterlaced?: boolean;
  /** A colour table of its own, with four colours. */
  colours?: File;
  /** The number of the colour that is not drawn. */
  transparent?: number;
}

/** Returns a GIF with the given screen and frames, valid or not. */
export function rawGif(
  screen: { width: number; height: number; colours?: File | null },
  frames: RawFrame[],
): File {
  const { width, height, colours = FOUR_COLOURS } = screen;
  const flags = colours === null ? 0 : 0x81;
  return join(
    ascii("GIF89a"),
    u16le(width),
    u16le(height),
    bytes(flags, 0, 0),
    colours ?? bytes(),
    ...frames.map(frameBytes),
    bytes(0x3b),
  );
}

function frameBytes(frame: RawFrame): File {
  const { left = 0, top = 0, width, height, pixels, isInterlaced, colours, transparent } = frame;
  const control = transparent === undefined
    ? bytes()
    : bytes(0x21, 0xf9, 4, 1, 10, 0, transparent, 0);
  const numbers = typeof pixels === "number" ? Array(width * height).fill(pixels) : pixels;
  return join(
    control,
    bytes(0x2c),
    ...[left, top, width, height].map(u16le),
    bytes((isInterlaced ? 0x40 : 0) | (colours ? 0x81 : 0)),
    colours ?? bytes(),
    bytes(2),
    ...dataBlocks(numbers),
    bytes(0),
  );
}

/** LZW without compression: the table is cleared before its codes grow beyond three bits. */
function dataBlocks(pixels: readonly number[]): File[] {
  const codes = pixels.flatMap((pixel, i) => i % 2 === 0 ? [4, pixel] : [pixel]);
  const packed = new Uint8Array(Math.ceil((codes.length + 1) * 3 / 8));
  [...codes, 5].forEach((code, i) => {
    for (let bit = 0; bit < 3; bit++) {
      const at = i * 3 + bit;
      packed[at >> 3]! |= (code >> bit & 1) << (at & 7);
    }
  });
  return Array.from({ length: Math.ceil(packed.length / 255) }, (_, i) => {
    const part = packed.subarray(i * 255, (i + 1) * 255);
    return join(bytes(part.length), part);
  });
}
