import { Image } from "imagescript";
import { ascii, bytes, type File, join } from "./picture_bytes.ts";
import { CANARY } from "./picture_exif.ts";
import { gif, jpeg, photo, png, rawPng, webp } from "./pictures.ts";

/** A file that must be refused, and the text of the refusal. */
export interface HostileFile {
  name: string;
  file: File;
  declaredType: string;
  reason: RegExp;
}

/** Returns files that lie, break, hide data or ask for too much. */
export async function hostileFiles(): Promise<HostileFile[]> {
  const picture = photo(64, 48);
  const good = {
    jpeg: await jpeg(picture),
    png: await png(picture),
    gif: await gif(40, 30, 3),
    webp: await webp(picture),
  };
  const damaged = /damaged|cut off|does not say|claims/;
  return [
    ...cutOff("image/jpeg", good.jpeg, [0.1, 0.3, 0.6]),
    ...cutOff("image/png", good.png, [0.1, 0.3, 0.6]),
    ...cutOff("image/gif", good.gif, [0.1, 0.2]),
    ...cutOff("image/webp", good.webp, [0.1, 0.5, 0.9]),
    hostile("a GIF of 53 bytes with a huge screen", "image/gif", hugeGif(), /65,535 × 65,535/),
    hostile("a PNG of 144 megapixels", "image/png", bomb(12_000), /at most 50 megapixels/),
    hostile("a PNG of 65,000 a side", "image/png", bomb(65_000), /at most 16,383 a side/),
    hostile("a PNG with no data behind it", "image/png", bomb(7_000), /claims more pixels/),
    hostile("a PNG with no size", "image/png", bomb(0), /no size/),
    hostile("a JPEG that claims 9,000 a side", "image/jpeg", resized(good.jpeg, 9_000), /claims/),
    hostile("a JPEG that claims 65,500 a side", "image/jpeg", resized(good.jpeg, 65_500), /a side/),
    hostile("a JPEG with two sizes", "image/jpeg", twoFrames(good.jpeg), damaged),
    hostile("a PNG with a flipped bit", "image/png", flipped(good.png), damaged),
    hostile(
      "a GIF of too many pixels",
      "image/gif",
      onScreen(await gif(4, 4, 13), 5_000),
      /in all/,
    ),
    hostile("PNG chunk nonsense", "image/png", nonsense(good.png), damaged),
    hostile("a PNG announced as JPEG", "image/jpeg", good.png, /is PNG but was announced/),
    hostile("a JPEG announced as text", "text/plain", good.jpeg, /announced as text/),
    hostile(
      "an HTML page",
      "image/png",
      ascii(`<html><script>${CANARY}</script>`),
      /not a picture/,
    ),
    hostile(
      "an SVG",
      "image/svg+xml",
      ascii("<svg xmlns='http://www.w3.org/2000/svg'/>"),
      /is an SVG/,
    ),
    hostile("a GIF that is a script", "image/gif", ascii("GIF89a/*\x01\x01*/=1;alert(1)"), damaged),
    hostile("text", "image/jpeg", ascii("hello"), /not a picture/),
    hostile("nothing", "image/jpeg", bytes(), /empty/),
    hostile("a HEIC", "image/heic", ascii("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), /no still/),
    hostile("an AVIF", "image/avif", ascii("\0\0\0\x18ftypavif\0\0\0\0mif1avif"), /no still/),
    hostile("a TIFF", "image/tiff", ascii("II*\0\x08\0\0\0"), /holds no picture/),
    hostile("an MP4", "image/jpeg", ascii("\0\0\0\x18ftypisom\0\0\0\0"), /is MP4/),
    hostile("a MOV", "image/jpeg", ascii("\0\0\0\x18ftypqt  \0\0\0\0"), /is MOV/),
    hostile("a WebM", "image/jpeg", bytes(0x1a, 0x45, 0xdf, 0xa3, 0, 0), /is WebM/),
  ];
}

function hostile(name: string, declaredType: string, file: File, reason: RegExp): HostileFile {
  return { name, declaredType, file, reason };
}

function cutOff(
  declaredType: string,
  file: File,
  parts: number[],
): HostileFile[] {
  return parts.map((part) => {
    const name = `${declaredType}, ${part * 100} % of it`;
    const reason = /cut off|damaged|no picture|does not say/;
    return hostile(name, declaredType, file.slice(0, Math.floor(file.length * part)), reason);
  });
}

function hugeGif(): File {
  const frame = bytes(0x2c, 0, 0, 0, 0, 255, 255, 255, 255, 0, 2, 2, 0x44, 1, 0, 0x3b);
  return join(ascii("GIF89a"), bytes(255, 255, 255, 255, 0x82, 0, 0), new Uint8Array(24), frame);
}

function bomb(side: number): File {
  return rawPng({ width: side, height: side, depth: 8, colour: 2 }, new Uint8Array(1000));
}

function sizeAt(file: File): number {
  return file.findIndex((byte, at) =>
    byte === 0xff && /[\xc0-\xc2]/.test(String.fromCharCode(file[at + 1]!))
  ) + 5;
}

function resized(file: File, side: number): File {
  const copy = file.slice();
  copy.set([side >> 8, side & 255, side >> 8, side & 255], sizeAt(file));
  return copy;
}

function twoFrames(file: File): File {
  const start = sizeAt(file) - 5;
  const length = 2 + (file[start + 2]! << 8 | file[start + 3]!);
  return join(file.subarray(0, start + length), file.subarray(start));
}

function flipped(file: File): File {
  const copy = file.slice();
  const middle = copy.length >> 1;
  copy[middle] = copy[middle]! ^ 0x40;
  return copy;
}

function onScreen(file: File, side: number): File {
  const copy = file.slice();
  copy.set([side & 255, side >> 8, side & 255, side >> 8], 6);
  return copy;
}

function nonsense(file: File): File {
  const chunks = Array.from(
    { length: 500 },
    (_, i) => join(bytes(0, 0, 0, 1), ascii("aaAa"), bytes(i & 255, 0, 0, 0, 0)),
  );
  return join(
    file.subarray(0, 33),
    ...chunks,
    bytes(0x7f, 255, 255, 255),
    ascii("IDAT"),
    file.subarray(33),
  );
}

/** Returns a large picture in one colour, which is quick to make and slow to process. */
export async function heavyJpeg(width: number, height: number): Promise<File> {
  return new Uint8Array(await new Image(width, height).fill(0x336699ff).encodeJPEG(90));
}
