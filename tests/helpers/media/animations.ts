import type { Image } from "imagescript";
import { ascii, bytes, type File, join, u16, u32, u32le } from "./picture_bytes.ts";
import { png, pngChunk, webp } from "./pictures.ts";

/** A picture in an animation, and its place. */
export interface Moving {
  picture: Image;
  left?: number;
  top?: number;
}

/** Returns an animated PNG. A `still` picture is in front, but not a part of the animation. */
export async function apng(
  { width, height }: { width: number; height: number },
  frames: readonly Moving[],
  { still, claimed = frames.length, chunks = [] }: {
    still?: Image;
    claimed?: number;
    chunks?: [string, File][];
  } = {},
): Promise<File> {
  const first = await png(still ?? frames[0]!.picture);
  const shape = dataOf(first, "IHDR")[0]!.slice();
  shape.set(join(u32(width), u32(height)));
  let number = 0;
  const parts: [string, File][] = [
    ["IHDR", shape],
    ["acTL", join(u32(claimed), u32(3))],
    ...chunks,
  ];
  if (still) parts.push(...dataOf(first, "IDAT").map((data): [string, File] => ["IDAT", data]));
  for (const [index, { picture, left = 0, top = 0 }] of frames.entries()) {
    const place = [picture.width, picture.height, left, top].map(u32);
    parts.push(["fcTL", join(u32(number++), ...place, u16(1), u16(10), bytes(0, 0))]);
    for (const data of dataOf(await png(picture), "IDAT")) {
      if (index === 0 && !still) parts.push(["IDAT", data]);
      else parts.push(["fdAT", join(u32(number++), data)]);
    }
  }
  const signature = first.subarray(0, 8);
  return join(signature, ...parts.map(pngChunk), pngChunk(["IEND", bytes()]));
}

/** Returns an animated WebP, with these chunks in front of the frames and behind them. */
export async function animatedWebp(
  { width, height }: { width: number; height: number },
  frames: readonly Moving[],
  { before = [], after = [] }: { before?: File[]; after?: File[] } = {},
): Promise<File> {
  const flags = 0x02 | 0x10 | (after.length > 0 ? 0x0c : 0) | (before.length > 0 ? 0x20 : 0);
  const parts = await Promise.all(frames.map(async ({ picture, left = 0, top = 0 }) => {
    const place = [left / 2, top / 2, picture.width - 1, picture.height - 1, 100].map(u24le);
    return riffChunk("ANMF", join(...place, bytes(0), partsOf(await webp(picture))));
  }));
  const body = join(
    ascii("WEBP"),
    riffChunk("VP8X", join(bytes(flags, 0, 0, 0), u24le(width - 1), u24le(height - 1))),
    ...before,
    riffChunk("ANIM", bytes(0, 0, 0, 0, 3, 0)),
    ...parts,
    ...after,
  );
  return join(ascii("RIFF"), u32le(body.length), body);
}

/** Returns a chunk of a WebP. */
export function riffChunk(type: string, data: File): File {
  return join(ascii(type), u32le(data.length), data, new Uint8Array(data.length % 2));
}

/** Returns the transparency and the coded picture of a WebP. */
function partsOf(file: File): File {
  const isOnCanvas = new TextDecoder("latin1").decode(file.subarray(12, 16)) === "VP8X";
  return file.slice(isOnCanvas ? 30 : 12);
}

/** Returns the data of all chunks of a PNG with this name. */
function dataOf(file: File, name: string): File[] {
  const found: File[] = [];
  for (let at = 8; at < file.length;) {
    const length = new DataView(file.buffer, file.byteOffset + at).getUint32(0);
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (type === name) found.push(file.slice(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return found;
}

const u24le = (value: number) => u32le(value).subarray(0, 3);
