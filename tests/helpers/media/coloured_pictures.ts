import type { Image } from "imagescript";
import { deflateSync } from "node:zlib";
import { ascii, bytes, type File, join, u32, u32le } from "./picture_bytes.ts";
import { png, withSegments } from "./pictures.ts";

/** Adds a colour profile to a JPEG, in parts of this many bytes. */
export function jpegWithProfile(file: File, profile: File, partBytes = 60_000): File {
  const count = Math.ceil(profile.length / partBytes);
  const parts = Array.from({ length: count }, (_, i): [number, File] => {
    const part = profile.slice(i * partBytes, (i + 1) * partBytes);
    return [0xe2, join(ascii("ICC_PROFILE\0"), bytes(i + 1, count), part)];
  });
  return withSegments(file, ...parts);
}

/** Returns a lossless JPEG-like start: a picture as JPEG of the best quality. */
export async function fineJpeg(picture: Image): Promise<File> {
  return new Uint8Array(await picture.encodeJPEG(100));
}

/** Returns a PNG with a colour profile. */
export function pngWithProfile(picture: Image, profile: File): Promise<File> {
  return png(picture, ["iCCP", iccp(profile)]);
}

/** Returns the data of an iCCP chunk. */
export function iccp(profile: Uint8Array): File {
  return join(ascii("Lumen\0\0"), new Uint8Array(deflateSync(profile)));
}

/** Returns the data of a chunk of fractions, as gAMA and cHRM have them. */
export function fractions(...values: number[]): File {
  return join(...values.map((value) => u32(Math.round(value * 100_000))));
}

/** Returns a lossless WebP with a colour profile. */
export async function webpWithProfile(picture: Image, profile: File): Promise<File> {
  const plain = new Uint8Array(await picture.encodeWEBP(100));
  const size = (side: number) => u32le(side - 1).subarray(0, 3);
  const chunk = (type: string, data: File) =>
    join(ascii(type), u32le(data.length), data, new Uint8Array(data.length % 2));
  const body = join(
    ascii("WEBP"),
    chunk("VP8X", join(bytes(0x20, 0, 0, 0), size(picture.width), size(picture.height))),
    chunk("ICCP", profile),
    plain.subarray(12),
  );
  return join(ascii("RIFF"), u32le(body.length), body);
}
