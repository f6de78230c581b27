/**
 * libjpeg-turbo's decoder. TypeScript does not know `import source` yet, so JavaScript imports it.
 */
export const jpegDecoder: WebAssembly.Module;
/** mozjpeg's encoder. */
export const jpegEncoder: WebAssembly.Module;
/** libwebp's decoder. */
export const webpDecoder: WebAssembly.Module;
