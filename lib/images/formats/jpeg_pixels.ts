import type { Decoded } from "../core/bitmap.ts";
import type { Bytes } from "../core/cursor.ts";
import { ImageWorkerDied } from "../core/errors.ts";
import { checkMissing } from "../core/limits.ts";
import type { ImageHeader } from "../core/picture.ts";
import type { Size } from "../core/sizes.ts";
import { wasmOf } from "../core/wasm.ts";

/** TurboJPEG's number for four bytes a pixel. */
const RGBA = 7;
/** libjpeg's colour where a file has no data. */
const MISSING = 0xff808080;
/** libjpeg can shrink a picture by eighths while decoding, which saves time and memory. */
const EIGHTHS = 8;

/** The exports of libjpeg-turbo (TurboJPEG API 2). Addresses are numbers. */
interface Turbo {
  memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  tjInitDecompress(): number;
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
  const size = [width, width * 4, height];
  const status = turbo.tjDecompress2(handle, input, bytes.length, output, ...size, RGBA, 0);
  const bitmap = new Uint8ClampedArray(turbo.memory.buffer, output, width * height * 4);
  // Every written pixel is opaque. If none was written, the status is more than a warning.
  if (bitmap.at(-1) !== 255) throw new Error("No pixels");
  if (status !== 0) checkMissing("JPEG", missingRows(bitmap, width) / height);
  return { width, height, bitmap, isDamaged: status !== 0 };
}

function eighths({ width, height }: ImageHeader, needed: Size): number {
  let scale = 1;
  const side = (pixels: number) => Math.ceil(pixels * scale / EIGHTHS);
  while (side(width) < needed.width || side(height) < needed.height) scale++;
  return scale;
}

/** Returns the number of rows at the end that are entirely grey. */
function missingRows(bitmap: Uint8ClampedArray, width: number): number {
  const pixels = new Uint32Array(bitmap.buffer, bitmap.byteOffset, bitmap.length / 4);
  let at = pixels.length - 1;
  while (at >= 0 && pixels[at] === MISSING) at--;
  return Math.floor((pixels.length - 1 - at) / width);
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
