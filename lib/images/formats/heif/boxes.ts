import { Cursor } from "../../core/cursor.ts";
import { ImageRefused } from "../../core/errors.ts";

/** A part of an ISO base media file, such as HEIC and AVIF. */
export interface Box {
  /** Four letters. */
  type: string;
  /** The place of its start, which has 8 or 16 bytes. */
  at: number;
  startBytes: number;
  /** The contents. */
  bytes: Uint8Array;
}

/** The most parts of one kind. A picture of 50 megapixels has some 800 tiles. */
const PARTS_MAX = 20_000;
const START_BYTES = 8;

/** Yields the boxes that follow each other, but not those inside of them. */
export function* boxes(cursor: Cursor): Generator<Box> {
  for (let count = 1; cursor.left >= START_BYTES; count++) {
    checkParts(count);
    const { length, ...start } = boxStart(cursor);
    yield { ...start, bytes: cursor.take(length) };
  }
}

/** Yields the boxes of a whole file. The last one may be cut off. */
export function* fileBoxes(bytes: Uint8Array): Generator<Box> {
  const cursor = new Cursor(bytes);
  for (let count = 1; cursor.left >= START_BYTES; count++) {
    checkParts(count);
    const { length, ...start } = boxStart(cursor);
    yield { ...start, bytes: cursor.take(Math.min(length, cursor.left)) };
  }
}

/** Returns the contents of the first box of each type. */
export function contents(all: Iterable<Box>): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const { type, bytes } of all) {
    if (!found.has(type)) found.set(type, bytes);
  }
  return found;
}

/** Begins to read a box that starts with its version and flags. */
export function openFullBox(bytes: Uint8Array): { cursor: Cursor; version: number; flags: number } {
  const cursor = new Cursor(bytes);
  const start = cursor.u32();
  return { cursor, version: start >>> 24, flags: start & 0xffffff };
}

/** Reads a number of 0, 2, 4 or 8 bytes. */
export function uint(cursor: Cursor, bytes: number): number {
  if (bytes === 0) return 0;
  if (bytes === 2) return cursor.u16();
  if (bytes === 4) return cursor.u32();
  if (bytes === 8) return cursor.u32() * 2 ** 32 + cursor.u32();
  throw damaged();
}

/** Refuses a file with more parts than any camera writes, before each takes memory. */
export function checkParts(count: number): void {
  if (count > PARTS_MAX) throw new ImageRefused("The picture is in too many parts");
}

/** The refusal of a file that contradicts itself. */
export function damaged(): ImageRefused {
  return new ImageRefused("The picture is damaged and cannot be read");
}

/** Reads the start of a box, which tells the length of its contents. */
function boxStart(cursor: Cursor): Omit<Box, "bytes"> & { length: number } {
  const at = cursor.at;
  const size = cursor.u32();
  const type = cursor.text(4);
  const whole = size === 1 ? uint(cursor, 8) : size;
  const startBytes = cursor.at - at;
  const length = size === 0 ? cursor.left : whole - startBytes;
  if (length < 0) throw damaged();
  return { type, at, startBytes, length };
}
