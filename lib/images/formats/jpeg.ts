import { type Bytes, concat, Cursor, latin1 } from "../core/cursor.ts";
import { ImageRefused } from "../core/errors.ts";
import {
  APP0,
  APP1,
  APP14,
  DHT,
  DQT,
  DRI,
  EOI,
  type Segment,
  segments,
  SOI,
  SOS,
} from "./jpeg_segments.ts";
import { holdsItsTables } from "./jpeg_tables.ts";
import type { ImageHeader, Stripped } from "../core/picture.ts";

/** Baseline, extended and progressive, all Huffman coded. */
const SOF_READABLE = [0xc0, 0xc1, 0xc2];
const SOF_UNREADABLE = [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];
const SOF = [...SOF_READABLE, ...SOF_UNREADABLE];
/** All segments that a decoder needs. */
const CODED = [DHT, DQT, DRI, SOS, ...SOF];
const RARE = "This rare kind of JPEG is not supported";
const DAMAGED = "The JPEG picture is damaged";
/** Each scan of a progressive file is a pass over the whole picture. Cameras make about ten. */
const SCANS_MAX = 100;
/** A table before each scan is already many. */
const SEGMENTS_MAX = 1_000;
/** Even a plain white block of 64 pixels takes more than half a bit. */
const PIXELS_PER_BYTE_MAX = 1024;
const EXIF = "Exif\0\0";
const START = new Uint8Array([0xff, SOI]), END = new Uint8Array([0xff, EOI]);
/** "JFIF", version 1.1, square pixels, no thumbnail. */
const PLAIN_JFIF = new Uint8Array([
  ...[0xff, APP0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0],
]);

/** Reads the size from the first frame header, and nothing after it. */
export function jpegHeader(bytes: Uint8Array): ImageHeader {
  for (const { marker, payload } of segments(bytes)) {
    if (marker === SOS) break;
    if (SOF_UNREADABLE.includes(marker)) throw new ImageRefused(RARE);
    if (SOF_READABLE.includes(marker)) return frameHeader(payload);
  }
  throw new ImageRefused("The JPEG picture does not say its size");
}

/**
 * Preserves tables, frame header and scans. Colour profiles are dropped because they carry free
 * text, so wide-gamut pictures look a little paler. Damage after the first scan ends the file
 * there: libjpeg already has a picture to show.
 */
export function stripJpeg(bytes: Uint8Array): Stripped {
  const kept: Uint8Array[] = [];
  let jfif: Uint8Array[] = [];
  let adobe: Uint8Array[] = [];
  let exif: Uint8Array | null = null;
  let scans = 0;
  let frames = 0;
  for (const segment of segments(bytes)) {
    const { marker, payload, whole } = segment;
    if (marker === APP0 && startsWith(payload, "JFIF\0")) jfif = [PLAIN_JFIF];
    if (marker === APP1 && startsWith(payload, EXIF)) exif ??= payload.subarray(EXIF.length);
    if (marker === APP14 && startsWith(payload, "Adobe")) adobe = plainAdobe(payload);
    if (!CODED.includes(marker)) continue;
    if (SOF.includes(marker)) frames++;
    if (marker === SOS) scans++;
    if (kept.length > SEGMENTS_MAX) throw new ImageRefused(DAMAGED);
    const reason = faultOf(segment, { frames, scans });
    if (reason === null) kept.push(whole);
    else if (scans > (marker === SOS ? 1 : 0)) break;
    else throw new ImageRefused(reason);
  }
  if (scans === 0) throw new ImageRefused("The picture is cut off: its end is missing");
  const clean = concat([START, ...jfif, ...adobe, ...kept, END]);
  const { width, height } = jpegHeader(clean);
  if (width * height <= clean.length * PIXELS_PER_BYTE_MAX) return { bytes: clean, exif };
  throw new ImageRefused("The JPEG picture claims more pixels than it holds");
}

/** Inserts an EXIF block at the start of the stripped file. */
export function jpegWithExif(file: Bytes, block: Bytes): Bytes {
  const payload = concat([new TextEncoder().encode(EXIF), block]);
  const length = payload.length + 2;
  const start = new Uint8Array([0xff, APP1, length >> 8, length & 0xff]);
  return concat([START, start, payload, file.subarray(START.length)]);
}

/** Returns why this segment makes the picture unreadable, or null. */
function faultOf(
  { marker, payload }: Segment,
  { frames, scans }: { frames: number; scans: number },
): string | null {
  if (SOF_UNREADABLE.includes(marker)) return RARE;
  const isInPlace = frames <= 1 && (marker !== SOS || frames === 1) && scans <= SCANS_MAX;
  return isInPlace && holdsItsTables(marker, payload) ? null : DAMAGED;
}

function frameHeader(payload: Uint8Array): ImageHeader {
  const cursor = new Cursor(payload);
  if (cursor.u8() !== 8) {
    throw new ImageRefused("JPEG pictures of 12 bits a colour are not supported");
  }
  const height = cursor.u16();
  const width = cursor.u16();
  if (cursor.u8() === 4) {
    throw new ImageRefused("JPEG pictures in the four colours of print (CMYK) are not supported");
  }
  return { format: "JPEG", width, height, frames: 1, pixels: width * height, animated: false };
}

// Version, flags and the colour transform, without which CMYK and RGB files look wrong.
function plainAdobe(payload: Uint8Array): Uint8Array[] {
  return payload.length < 12 ? [] : [new Uint8Array([0xff, APP14, 0, 14]), payload.subarray(0, 12)];
}

function startsWith(payload: Uint8Array, text: string): boolean {
  return latin1(payload.subarray(0, text.length)) === text;
}
