import { Cursor } from "../../core/cursor.ts";
import { ImageRefused } from "../../core/errors.ts";

/** The first byte of a block. Zeros between blocks are stray. */
export const EXTENSION = 0x21, FRAME = 0x2c, TRAILER = 0x3b, STRAY = 0;
/** Bits in the flags of a screen and of a frame. */
const COLOURS_FLAG = 0x80, INTERLACE_FLAG = 0x40;
const SIGNATURE_BYTES = 6;

/** The start of a GIF. Frames may contradict its size. */
export interface GifScreen {
  width: number;
  height: number;
  flags: number;
  colours: Uint8Array;
}

/** A picture in a GIF. */
export interface GifFrame {
  kind: "frame";
  left: number;
  top: number;
  width: number;
  height: number;
  flags: number;
  isInterlaced: boolean;
  /** Three bytes each; empty if the screen's colours apply. */
  colours: Uint8Array;
  /** The number of bits of the first codes. */
  depth: number;
  /** Blocks with a length byte in front, up to an empty block. A truncated file lacks that one. */
  data: Uint8Array;
}

/** Any other block in a GIF. */
export interface GifExtension {
  kind: "extension";
  label: number;
  /** As in a frame. */
  data: Uint8Array;
}

/** Reads the start of a GIF, up to its first block. */
export function readScreen(cursor: Cursor): GifScreen {
  cursor.take(SIGNATURE_BYTES);
  const [width, height, flags] = [cursor.u16(true), cursor.u16(true), cursor.u8()];
  cursor.take(2);
  return { width, height, flags, colours: readColours(cursor, flags) };
}

/** Yields the blocks up to the end of the file, or to a byte that begins no block. */
export function* readBlocks(cursor: Cursor): Generator<GifFrame | GifExtension> {
  for (let block = nextBlock(cursor); block !== null; block = nextBlock(cursor)) yield block;
}

/** Yields the parts of a frame's data or of an extension, without their lengths. */
export function* partsOf(data: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < data.length && data[at] !== 0; at += 1 + data[at]!) {
    yield data.subarray(at + 1, at + 1 + data[at]!);
  }
}

function nextBlock(cursor: Cursor): GifFrame | GifExtension | null {
  try {
    let block = cursor.u8();
    while (block === STRAY) block = cursor.u8();
    if (block === FRAME) return readFrame(cursor);
    if (block !== EXTENSION) return null;
    return { kind: "extension", label: cursor.u8(), data: takeData(cursor) };
  } catch (error) {
    if (error instanceof ImageRefused) return null;
    throw error;
  }
}

function readFrame(cursor: Cursor): GifFrame {
  const [left, top] = [cursor.u16(true), cursor.u16(true)];
  const [width, height, flags] = [cursor.u16(true), cursor.u16(true), cursor.u8()];
  const colours = readColours(cursor, flags);
  const isInterlaced = (flags & INTERLACE_FLAG) !== 0;
  const [depth, data] = [cursor.u8(), takeData(cursor)];
  return { kind: "frame", left, top, width, height, flags, isInterlaced, colours, depth, data };
}

function readColours(cursor: Cursor, flags: number): Uint8Array {
  return cursor.take((flags & COLOURS_FLAG) === 0 ? 0 : 3 << ((flags & 7) + 1));
}

function takeData(cursor: Cursor): Uint8Array {
  const { bytes, at: start } = cursor;
  let end = start;
  while (end < bytes.length && bytes[end] !== 0) end += 1 + bytes[end]!;
  return cursor.take(Math.min(end + 1, bytes.length) - start);
}
