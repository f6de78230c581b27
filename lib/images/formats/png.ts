import { crc32 } from "node:zlib";
import { type Bytes, concat, Cursor } from "../core/cursor.ts";
import { ImageRefused } from "../core/errors.ts";
import type { ImageHeader, Stripped } from "../core/picture.ts";
import type { Extras } from "./extras.ts";
import { COLOUR_CHUNKS, pngColourChunks, readPngColour } from "./png_colour.ts";
import { mendPngData, type PngShape } from "./png_data.ts";

const SIGNATURE_BYTES = 8;
/** The chunk IHDR. */
const HEADER_BYTES = 25;
/** Length and type; a checksum follows the data. */
const CHUNK_START_BYTES = 8;
const KEPT = ["IHDR", "PLTE", "tRNS", "IDAT"];
/** Eight one-bit pixels a byte, times the best ratio of deflate. */
const PIXELS_PER_BYTE_MAX = 8 * 1032;
/** Other programs write parts of 8 KiB or more; many more parts would fill the memory. */
export const CHUNKS_MAX = 50_000;
/** By colour type: the allowed bits of a sample, and the number of samples. */
const COLOURS: Record<number, { depths: readonly number[]; samples: number }> = {
  0: { depths: [1, 2, 4, 8, 16], samples: 1 },
  2: { depths: [8, 16], samples: 3 },
  3: { depths: [1, 2, 4, 8], samples: 1 },
  4: { depths: [8, 16], samples: 2 },
  6: { depths: [8, 16], samples: 4 },
};

/** A part of a PNG. */
export interface Chunk {
  type: string;
  data: Uint8Array;
  /** False if the chunk is truncated or its checksum is wrong. */
  isSound: boolean;
}

/** Returns the size in IHDR of the still picture. */
export function pngHeader(bytes: Uint8Array): ImageHeader {
  const { width, height } = readShape(bytes);
  return { format: "PNG", width, height, frames: 1, pixels: width * height, animated: false };
}

/**
 * Preserves the chunks of the picture; drops text, times and EXIF. Repairs a wrong
 * checksum and a missing end if the data still define the picture.
 */
export function stripPng(bytes: Uint8Array): Stripped {
  const shape = readShape(bytes);
  const kept: Chunk[] = [];
  const colours: Chunk[] = [];
  let exif: Uint8Array | null = null;
  for (const chunk of chunks(bytes)) {
    if (chunk.type === "eXIf") exif ??= chunk.data;
    if (COLOUR_CHUNKS.includes(chunk.type) && chunk.isSound) colours.push(chunk);
    if (kept.length + colours.length > CHUNKS_MAX) {
      throw new ImageRefused("The PNG picture is in too many parts");
    }
    // If the pixels have alpha values, tRNS has no meaning.
    if (KEPT.includes(chunk.type) && !(shape.hasAlpha && chunk.type === "tRNS")) kept.push(chunk);
  }
  const data = kept.filter(({ type }) => type === "IDAT");
  if (data.length === 0) throw new ImageRefused("The picture is cut off: its end is missing");
  const clean = buildPng(kept);
  const { width, height } = pngHeader(clean);
  if (width * height > clean.length * PIXELS_PER_BYTE_MAX) {
    throw new ImageRefused("The PNG picture claims more pixels than it holds");
  }
  const isSound = data.every(({ isSound }) => isSound);
  const colour = readPngColour(colours, shape);
  return {
    bytes: isSound ? clean : mendPng(clean, { mayHaveChanged: true }),
    exif,
    ...(colour ? { colour } : {}),
  };
}

/** Completes the rows of a stripped file with empty ones, if little data is missing. */
export function mendPng(file: Bytes, options: { mayHaveChanged: boolean }): Bytes {
  const all = [...chunks(file)];
  const packed = concat(all.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  const data = mendPngData(packed, readShape(file), options);
  return buildPng([...all.filter(({ type }) => type !== "IDAT"), { type: "IDAT", data }]);
}

/** Inserts EXIF and the meaning of the colours after the header of a stripped file. */
export function pngWith(file: Bytes, { exif, colour }: Extras): Bytes {
  const start = SIGNATURE_BYTES + HEADER_BYTES;
  const extras = [
    ...(colour ? pngColourChunks(colour) : []),
    ...(exif ? [{ type: "eXIf", data: exif }] : []),
  ];
  const chunks = extras.map(({ type, data }) => chunkBytes(type, data));
  return concat([file.subarray(0, start), ...chunks, file.subarray(start)]);
}

function readShape(bytes: Uint8Array): PngShape {
  const cursor = new Cursor(bytes, SIGNATURE_BYTES);
  if (cursor.u32() !== 13 || cursor.text(4) !== "IHDR") throw damaged();
  const [width, height, depth] = [cursor.u32(), cursor.u32(), cursor.u8()];
  const type = cursor.u8();
  const colour = COLOURS[type];
  const methods = cursor.u16();
  const interlacing = cursor.u8();
  if (!colour?.depths.includes(depth) || methods !== 0 || interlacing > 1) throw damaged();
  const isInterlaced = interlacing === 1;
  const bits = depth * colour.samples;
  return { width, height, bits, isInterlaced, hasAlpha: type >= 4, isGrey: type % 4 === 0 };
}

/** Yields the chunks up to the end of the picture or the file; the last one may be truncated. */
export function* chunks(bytes: Uint8Array): Generator<Chunk> {
  const cursor = new Cursor(bytes, SIGNATURE_BYTES);
  while (cursor.left >= CHUNK_START_BYTES) {
    const length = cursor.u32();
    const start = cursor.at;
    const type = cursor.text(4);
    const data = cursor.take(Math.min(length, cursor.left));
    if (type === "IEND") return;
    const checked = bytes.subarray(start, cursor.at);
    const isSound = cursor.left >= 4 && cursor.u32() === crc32(checked);
    yield { type, data, isSound };
  }
}

/** Returns a file of these chunks and the end. */
export function buildPng(parts: readonly Pick<Chunk, "type" | "data">[]): Bytes {
  return concat([
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ...[...parts, { type: "IEND", data: new Uint8Array() }]
      .map(({ type, data }) => chunkBytes(type, data)),
  ]);
}

function chunkBytes(type: string, data: Uint8Array): Uint8Array {
  const body = concat([new TextEncoder().encode(type), data]);
  const numbers = new Uint8Array(8);
  const view = new DataView(numbers.buffer);
  view.setUint32(0, data.length);
  view.setUint32(4, crc32(body));
  return concat([numbers.subarray(0, 4), body, numbers.subarray(4)]);
}

function damaged(): ImageRefused {
  return new ImageRefused("The PNG picture is damaged");
}
