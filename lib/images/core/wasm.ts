/** Parts of libjpeg-turbo, mozjpeg, libwebp, libavif, libheif and littleCMS. */
const URLS = {
  jpegDecoder: import.meta.resolve("@cwasm/jpeg-turbo/jpeg-turbo.wasm"),
  jpegEncoder: import.meta.resolve("@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"),
  webpEncoder: import.meta.resolve("@jsquash/webp/codec/enc/webp_enc_simd.wasm"),
  webpDecoder: import.meta.resolve("@jsquash/webp/codec/dec/webp_dec.wasm"),
  avifDecoder: import.meta.resolve("@jsquash/avif/codec/dec/avif_dec.wasm"),
  avifEncoder: import.meta.resolve("@jsquash/avif/codec/enc/avif_enc.wasm"),
  heicDecoder: import.meta.resolve("libheif-js/libheif-wasm/libheif.wasm"),
  colour: import.meta.resolve("lcms-wasm/dist/lcms.wasm"),
};

/** The name of a codec. */
export type Codec = keyof typeof URLS;

const modules = new Map<Codec, Promise<WebAssembly.Module>>();

/** The largest codec, which most sandboxes never need. */
const RARE: Codec = "avifEncoder";

/** Loads every module of WebAssembly but the rare one; afterwards none is read from disk. */
export async function loadWasm(): Promise<void> {
  const codecs = (Object.keys(URLS) as Codec[]).filter((codec) => codec !== RARE);
  await Promise.all(codecs.map(wasmOf));
}

/** Returns the module of a codec. */
export function wasmOf(codec: Codec): Promise<WebAssembly.Module> {
  const module = modules.get(codec) ?? compile(URLS[codec]);
  modules.set(codec, module);
  return module;
}

// `import source` would compile it too, but Deno before 2.6 does not know that.
async function compile(url: string): Promise<WebAssembly.Module> {
  return await WebAssembly.compile(await Deno.readFile(new URL(url)));
}
