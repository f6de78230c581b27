// @ts-self-types="./wasm.d.ts"
import source jpegDecoder from "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm";
import source jpegEncoder from "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm";
import source webpDecoder from "@jsquash/webp/codec/dec/webp_dec.wasm";

export { jpegDecoder, jpegEncoder, webpDecoder };
