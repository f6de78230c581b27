// @ts-self-types="./wasm.d.ts"
import source jpegDecoder from "@cwasm/jpeg-turbo/jpeg-turbo.wasm";
import source jpegEncoder from "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm";
import source webpDecoder from "@jsquash/webp/codec/dec/webp_dec.wasm";

export { jpegDecoder, jpegEncoder, webpDecoder };
