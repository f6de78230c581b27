import type { Bitmap } from "../core/bitmap.ts";
import { ImageRefused } from "../core/errors.ts";
import { wasmOf } from "../core/wasm.ts";
import type { Space } from "./profile.ts";

/** littleCMS's numbers for four bytes a pixel, by the colours in them (`lcms2.h`, `TYPE_…`). */
const PIXELS: Record<Space, number> = {
  // One channel, and three that are skipped.
  GRAY: 3 << 16 | 3 << 7 | 1 << 3 | 1,
  "RGB ": 4 << 16 | 1 << 7 | 3 << 3 | 1,
  // As in JPEG, 0 is full ink.
  CMYK: 6 << 16 | 1 << 13 | 4 << 3 | 1,
};
const RELATIVE_COLORIMETRIC = 1;
/** The pixels that are converted by one call. */
const STRIP_PIXELS = 1 << 16;
const MEMORY_BYTES_MAX = 128 << 20;
const PAGE_BYTES = 1 << 16;

/** The exports of littleCMS. Addresses and handles are numbers; 0 is a failure. */
interface Lcms {
  memory: WebAssembly.Memory;
  __wasm_call_ctors(): void;
  emscripten_stack_init(): void;
  malloc(bytes: number): number;
  cmsOpenProfileFromMem(at: number, bytes: number): number;
  cmsCreate_sRGBProfile(): number;
  cmsCreateTransform(...settings: number[]): number;
  cmsDoTransform(transform: number, from: number, to: number, pixels: number): void;
}

/**
 * Opens a conversion by the tables of a profile, in place, with an instance of littleCMS of its
 * own. Returns null if the profile cannot be used.
 */
export async function openTables(
  profile: Uint8Array,
  space: Space,
): Promise<((bitmap: Bitmap) => void) | null> {
  const lcms = await openLcms();
  let transform: number;
  try {
    transform = openTransform(lcms, profile, PIXELS[space]);
  } catch {
    return null;
  }
  const pixels = transform && lcms.malloc(STRIP_PIXELS * 4);
  return pixels ? (bitmap) => convert(bitmap, { lcms, transform, pixels }) : null;
}

function openTransform(lcms: Lcms, profile: Uint8Array, pixels: number): number {
  const at = lcms.malloc(profile.length);
  if (at === 0) return 0;
  new Uint8Array(lcms.memory.buffer, at).set(profile);
  const source = lcms.cmsOpenProfileFromMem(at, profile.length);
  const target = lcms.cmsCreate_sRGBProfile();
  if (source === 0 || target === 0) return 0;
  return lcms.cmsCreateTransform(source, pixels, target, PIXELS["RGB "], RELATIVE_COLORIMETRIC, 0);
}

interface Conversion {
  lcms: Lcms;
  transform: number;
  /** The place of a strip. */
  pixels: number;
}

function convert({ bitmap }: Bitmap, { lcms, transform, pixels }: Conversion): void {
  for (let at = 0; at < bitmap.length; at += STRIP_PIXELS * 4) {
    const part = bitmap.subarray(at, at + STRIP_PIXELS * 4);
    const strip = new Uint8Array(lcms.memory.buffer, pixels, part.length);
    strip.set(part);
    try {
      lcms.cmsDoTransform(transform, pixels, pixels, part.length / 4);
    } catch (cause) {
      throw new ImageRefused("The colour profile of the picture is damaged", { cause });
    }
    part.set(strip);
  }
}

async function openLcms(): Promise<Lcms> {
  const memory = (): WebAssembly.Memory => lcms.memory;
  const instance = await WebAssembly.instantiate(await wasmOf("colour"), importsOf(memory));
  const lcms = instance.exports as unknown as Lcms;
  lcms.emscripten_stack_init();
  lcms.__wasm_call_ctors();
  return lcms;
}

/** Returns the functions that Emscripten expects. littleCMS gets no files, no time and no output. */
function importsOf(memory: () => WebAssembly.Memory): WebAssembly.Imports {
  const needed = {
    emscripten_memcpy_js: (to: number, from: number, bytes: number) =>
      new Uint8Array(memory().buffer).copyWithin(to, from, from + bytes),
    emscripten_resize_heap: (bytes: number) => grow(memory(), bytes >>> 0),
    emscripten_date_now: () => 0,
    _gmtime_js: () => {},
    _tzset_js: () => {},
  };
  const never = (_: unknown, name: string) => () => {
    throw new Error(name);
  };
  return {
    env: new Proxy<Record<string, CallableFunction>>(needed, {
      get: (known, name: string) => known[name] ?? never(known, name),
    }) as WebAssembly.ModuleImports,
    wasi_snapshot_preview1: new Proxy({}, { get: never }) as WebAssembly.ModuleImports,
  };
}

function grow(memory: WebAssembly.Memory, bytes: number): 0 | 1 {
  const now = memory.buffer.byteLength;
  if (bytes > MEMORY_BYTES_MAX) return 0;
  try {
    memory.grow(Math.ceil((bytes - now) / PAGE_BYTES));
    return 1;
  } catch {
    return 0;
  }
}
