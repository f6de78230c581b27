import { crc32 } from "node:zlib";
import { type Bytes, concat, Cursor } from "./cursor.ts";
import { ImageRefused } from "./errors.ts";
import type { ImageHeader, Stripped } from "./picture.ts";

const SIGNATURE_BYTES = 8;
/** The chunk IHDR. */
const HEADER_BYTES = 25;
const KEPT = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];
/** Eight one-bit pixels a byte, and the most that deflate can shrink anything. */
const PIXELS_PER_BYTE_MAX = 8 * 1032;
const DEPTHS: Record<number, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** The size in IHDR. Frames of an animated PNG are ignored: its still picture is used. */
export function pngHeader(bytes: Uint8Array): ImageHeader {
  const cursor = new Cursor(bytes, SIGNATURE_BYTES);
  if (cursor.u32() !== 13 || cursor.text(4) !== "IHDR") throw damaged();
  const width = cursor.u32();
  const height = cursor.u32();
  const depth = cursor.u8();
  const colours = DEPTHS[cursor.u8()];
  if (!colours?.includes(depth) || cursor.u16() !== 0 || cursor.u8() > 1) throw damaged();
  return { format: "PNG", width, height, frames: 1, pixels: width * height, animated: false };
}

/** Keeps the five chunks that make the picture. Text, times, profiles and EXIF go. */
export function stripPng(bytes: Uint8Array): Stripped {
  const cursor = new Cursor(bytes, SIGNATURE_BYTES);
  const kept = [bytes.subarray(0, SIGNATURE_BYTES)];
  let exif: Uint8Array | null = null;
  let type = "";
  while (type !== "IEND") {
    const start = cursor.at;
    const length = cursor.u32();
    type = cursor.text(4);
    const data = cursor.take(length);
    cursor.u32(); // the checksum, which the decoder compares
    if (type === "eXIf") exif ??= data;
    if (type === "IEND" && length > 0) throw damaged();
    if (KEPT.includes(type)) kept.push(bytes.subarray(start, cursor.at));
  }
  const clean = concat(kept);
  const { width, height } = pngHeader(clean);
  if (width * height <= clean.length * PIXELS_PER_BYTE_MAX) return { bytes: clean, exif };
  throw new ImageRefused("The PNG picture claims more pixels than it holds");
}

/** The stripped file with an EXIF block behind its header. */
export function pngWithExif(file: Bytes, block: Bytes): Bytes {
  const start = SIGNATURE_BYTES + HEADER_BYTES;
  return concat([file.subarray(0, start), chunk("eXIf", block), file.subarray(start)]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = concat([new TextEncoder().encode(type), data]);
  const whole = new Uint8Array(body.length + 8);
  const view = new DataView(whole.buffer);
  view.setUint32(0, data.length);
  whole.set(body, 4);
  view.setUint32(body.length + 4, crc32(body));
  return whole;
}

function damaged(): ImageRefused {
  return new ImageRefused("The PNG picture is damaged");
}
