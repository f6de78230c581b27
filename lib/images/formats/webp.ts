import { colourSource } from "../colour/source.ts";
import { type Bytes, concat, Cursor, latin1 } from "../core/cursor.ts";
import { ImageRefused } from "../core/errors.ts";
import type { ImageHeader, Stripped } from "../core/picture.ts";
import type { Extras } from "./extras.ts";

const CHUNK_START_BYTES = 8;
/** libwebp decodes zeros as picture data, not as missing: more of them would look odd. */
const MISSING_SHARE_MAX = 0.01;
const PROFILE_FLAG = 0x20, EXIF_FLAG = 0x08;
/** Flags of the canvas. */
export const ALPHA_FLAG = 0x10, ANIMATION_FLAG = 0x02;

/** A part of a WebP. */
export interface Chunk {
  type: string;
  data: Uint8Array;
}

/** The first chunk of each kind. */
interface Parts {
  canvas: Chunk | null;
  picture: Chunk | null;
  alpha: Chunk | null;
  profile: Chunk | null;
  exif: Chunk | null;
}

/** Returns the size of a still WebP. Canvas and picture must have the same size. */
export function webpHeader(bytes: Uint8Array): ImageHeader {
  const { canvas, picture } = readParts(bytes);
  if (!picture) throw new ImageRefused("The WebP file is cut off or damaged: it holds no picture");
  const size = pictureSize(picture);
  if (canvas) {
    const { width, height } = canvasSize(canvas);
    if (width !== size.width || height !== size.height) throw damaged();
  }
  return { format: "WEBP", ...size, frames: 1, pixels: size.width * size.height, animated: false };
}

/** Preserves the coded picture and its transparency; drops EXIF and XMP. */
export function stripWebp(bytes: Uint8Array): Stripped {
  const { width, height } = webpHeader(bytes);
  const { picture, alpha, profile, exif } = readParts(bytes);
  return {
    bytes: stillWebp({ width, height }, [alpha, picture].filter((part) => part !== null)),
    exif: exifOf(exif),
    ...colourOf(profile),
  };
}

/** Returns a WebP of a coded picture and the chunk of its transparency, if it has one. */
export function stillWebp(
  { width, height }: { width: number; height: number },
  parts: readonly Chunk[],
): Bytes {
  const picture = parts.at(-1)!;
  const alpha = parts.find(({ type }) => type === "ALPH");
  const kept = alpha && picture.type === "VP8 "
    ? [canvas(width, height, ALPHA_FLAG), ...chunk(alpha), ...chunk(picture)]
    : chunk(picture);
  return riff(kept);
}

/** Returns the meaning of the colours by a chunk with a profile, unless they are sRGB. */
export function colourOf(profile: Chunk | null): Pick<Stripped, "colour"> {
  const colour = profile && colourSource({ profile: profile.data });
  return colour ? { colour } : {};
}

/** Returns the block in a chunk of EXIF, which may begin as in JPEG. */
export function exifOf(exif: Chunk | null): Uint8Array | null {
  const isPrefixed = exif !== null && latin1(exif.data.subarray(0, 6)) === "Exif\0\0";
  return exif?.data.subarray(isPrefixed ? 6 : 0) ?? null;
}

/** Adds EXIF and a profile to a stripped file. */
export function webpWith(file: Bytes, { exif, colour }: Extras): Bytes {
  const parts = [...chunks(file)];
  const [first] = parts;
  const isOnCanvas = first?.type === "VP8X";
  const { width, height } = isOnCanvas ? canvasSize(first) : pictureSize(first!);
  const before = colour?.profile ? [{ type: "ICCP", data: colour.profile }] : [];
  const after = exif ? [{ type: "EXIF", data: exif }] : [];
  const flags = (isOnCanvas ? first.data[0]! : parts.some(hasAlpha) ? ALPHA_FLAG : 0) |
    (before.length > 0 ? PROFILE_FLAG : 0) | (after.length > 0 ? EXIF_FLAG : 0);
  const all = [...before, ...parts.slice(isOnCanvas ? 1 : 0), ...after];
  return riff([canvas(width, height, flags), ...all.flatMap(chunk)]);
}

function readParts(bytes: Uint8Array): Parts {
  const parts: Parts = { canvas: null, picture: null, alpha: null, profile: null, exif: null };
  for (const chunk of chunks(bytes)) {
    if (chunk.type === "VP8X") parts.canvas ??= chunk;
    if (chunk.type === "VP8 " || chunk.type === "VP8L") parts.picture ??= chunk;
    if (chunk.type === "ALPH") parts.alpha ??= chunk;
    if (chunk.type === "ICCP") parts.profile ??= chunk;
    if (chunk.type === "EXIF") parts.exif ??= chunk;
  }
  return parts;
}

/** Returns a WebP of these parts. */
export function riff(parts: readonly Uint8Array[]): Bytes {
  const body = concat([new TextEncoder().encode("WEBP"), ...parts]);
  return concat([chunkStart("RIFF", body.length), body]);
}

/** Tells whether a chunk has transparent pixels or may have some. */
export function hasAlpha({ type, data }: Chunk): boolean {
  // A lossless picture has one byte, twice 14 bits of size, then this bit.
  return type === "ALPH" || type === "VP8L" && (data[4]! & ALPHA_FLAG) !== 0;
}

/** Yields the chunks up to the end of the file. */
export function chunks(bytes: Uint8Array): Generator<Chunk> {
  const head = new Cursor(bytes, 4);
  return readChunks(new Cursor(bytes.subarray(0, head.u32(true) + 8), 12));
}

/** Yields the chunks up to the end. In a truncated one, a few missing bytes become zeros. */
export function* readChunks(cursor: Cursor): Generator<Chunk> {
  while (cursor.left >= CHUNK_START_BYTES) {
    const type = cursor.text(4);
    const length = cursor.u32(true);
    const data = cursor.take(Math.min(length, cursor.left));
    // A chunk of odd length is followed by one byte of padding, which the last chunk may lack.
    if (length % 2 === 1 && cursor.left > 0) cursor.u8();
    const missing = length - data.length;
    if (missing === 0 || type === "EXIF") yield { type, data };
    else if (missing <= length * MISSING_SHARE_MAX) {
      yield { type, data: concat([data, new Uint8Array(missing)]) };
    }
  }
}

/** Returns the size of a coded picture. */
export function pictureSize(picture: Chunk): { width: number; height: number } {
  return picture.type === "VP8L" ? losslessSize(picture) : lossySize(picture);
}

function lossySize({ data }: Chunk) {
  const cursor = new Cursor(data, 3);
  if (cursor.u8() !== 0x9d || cursor.u16() !== 0x012a) throw damaged();
  return { width: cursor.u16(true) & 0x3fff, height: cursor.u16(true) & 0x3fff };
}

function losslessSize({ data }: Chunk) {
  const cursor = new Cursor(data);
  if (cursor.u8() !== 0x2f) throw damaged();
  const bits = cursor.u32(true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Returns the size of a canvas. */
export function canvasSize({ data }: Chunk) {
  const cursor = new Cursor(data, 4);
  return { width: cursor.u24LittleEndian() + 1, height: cursor.u24LittleEndian() + 1 };
}

/** Returns a canvas with these flags. */
export function canvas(width: number, height: number, flags: number): Uint8Array {
  const data = new Uint8Array(10);
  const view = new DataView(data.buffer);
  view.setUint8(0, flags);
  view.setUint16(4, width - 1, true);
  view.setUint16(7, height - 1, true);
  return concat(chunk({ type: "VP8X", data }));
}

/** Returns the bytes of a chunk. */
export function chunk({ type, data }: Chunk): Uint8Array[] {
  return [chunkStart(type, data.length), data, new Uint8Array(data.length % 2)];
}

function chunkStart(type: string, length: number): Uint8Array {
  const start = new Uint8Array(8);
  start.set(new TextEncoder().encode(type));
  new DataView(start.buffer).setUint32(4, length, true);
  return start;
}

function damaged(): ImageRefused {
  return new ImageRefused("The WebP picture is damaged");
}
