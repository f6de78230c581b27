import type { Decoded } from "../core/bitmap.ts";
import type { Bytes } from "../core/cursor.ts";
import { ImageWorkerDied } from "../core/errors.ts";
import { checkMissing } from "../core/limits.ts";
import type { ImageHeader } from "../core/picture.ts";
import type { Size } from "../core/sizes.ts";
import { wasmOf } from "../core/wasm.ts";

/** Four bytes a pixel: TurboJPEG's number, and libjpeg's colours where a file has no data. */
const RGBA = { number: 7, missing: [0xff808080] };
const CMYK = { number: 11, missing: [0x80808080, 0x807f7f7f] };
/** TurboJPEG's numbers for files of four inks. */
const INKS = [3, 4];
/** libjpeg can shrink a picture by eighths while decoding, which saves time and memory. */
const EIGHTHS = 8;

/** The exports of libjpeg-turbo (TurboJPEG API 2). Addresses are numbers. */
interface Turbo {
  memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  tjInitDecompress(): number;
  tjDecompressHeader3(...settings: number[]): number;
  tjDecompress2(...settings: number[]): number;
}

/**
 * Decodes a JPEG as libjpeg shows it, at the smallest of eight sizes that is not below `needed`. Damage
 * in the coded picture is visible, but stops nothing.
 */
export async function decodeJpeg(
  bytes: Bytes,
  header: ImageHeader,
  needed: Size,
): Promise<Decoded> {
  const scale = eighths(header, needed);
  const width = Math.ceil(header.width * scale / EIGHTHS);
  const height = Math.ceil(header.height * scale / EIGHTHS);
  const decoder = await WebAssembly.instantiate(await wasmOf("jpegDecoder"), IMPORTS);
  const turbo = decoder.exports as unknown as Turbo;
  const input = allocate(turbo, bytes.length);
  new Uint8Array(turbo.memory.buffer, input).set(bytes);
  const output = allocate(turbo, width * height * 4);
  const handle = turbo.tjInitDecompress();
  const format = INKS.includes(colourSpace(turbo, handle, input, bytes.length)) ? CMYK : RGBA;
  // If nothing is decoded, everything is missing.
  pixelsAt(turbo, output, width * height).fill(format.missing[0]!);
  const settings = [width, width * 4, height, format.number, 0];
  const status = turbo.tjDecompress2(handle, input, bytes.length, output, ...settings);
  const pixels = pixelsAt(turbo, output, width * height);
  if (status !== 0) checkMissing("JPEG", missingRows(pixels, width, format.missing) / height);
  const bitmap = new Uint8ClampedArray(pixels.buffer, output, pixels.byteLength);
  return { width, height, bitmap, isDamaged: status !== 0 };
}

function eighths({ width, height }: ImageHeader, needed: Size): number {
  let scale = 1;
  const side = (pixels: number) => Math.ceil(pixels * scale / EIGHTHS);
  while (side(width) < needed.width || side(height) < needed.height) scale++;
  return scale;
}

function colourSpace(turbo: Turbo, handle: number, input: number, bytes: number): number {
  const claims = allocate(turbo, 16);
  const places = [0, 4, 8, 12].map((offset) => claims + offset);
  turbo.tjDecompressHeader3(handle, input, bytes, ...places);
  return new Uint32Array(turbo.memory.buffer, claims, 4)[3]!;
}

/** Returns the number of rows at the end that are entirely one of these colours. */
function missingRows(pixels: Uint32Array, width: number, missing: readonly number[]): number {
  const colour = missing.find((colour) => colour === pixels.at(-1));
  let at = pixels.length - 1;
  while (at >= 0 && pixels[at] === colour) at--;
  return Math.floor((pixels.length - 1 - at) / width);
}

function pixelsAt(turbo: Turbo, at: number, count: number): Uint32Array {
  return new Uint32Array(turbo.memory.buffer, at, count);
}

function allocate(turbo: Turbo, bytes: number): number {
  const at = turbo.malloc(bytes) >>> 0;
  if (at === 0) throw new ImageWorkerDied("The picture took too much memory");
  return at;
}

function never(name: string): () => never {
  return () => {
    throw new Error(name);
  };
}

const IMPORTS = {
  env: { setjmp: () => 0, longjmp: never("damaged") },
  wasi_snapshot_preview1: {
    environ_sizes_get: () => 0,
    environ_get: never("environ_get"),
    proc_exit: never("proc_exit"),
    fd_close: never("fd_close"),
    fd_seek: never("fd_seek"),
    fd_write: never("fd_write"),
  },
};
