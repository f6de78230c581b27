import { concat, Cursor, latin1 } from "./cursor.ts";
import { ImageRefused } from "./errors.ts";
import { checkJpegTables } from "./jpeg_tables.ts";
import type { ImageHeader, Stripped } from "./picture.ts";

const SOI = 0xd8, EOI = 0xd9, SOS = 0xda, DHT = 0xc4, DQT = 0xdb, DRI = 0xdd;
const APP0 = 0xe0, APP1 = 0xe1, APP14 = 0xee;
/** Baseline, extended and progressive, all Huffman coded. */
const SOF_READABLE = [0xc0, 0xc1, 0xc2];
const SOF_UNREADABLE = [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];
/** Each scan of a progressive file is a pass over the whole picture. Cameras make about ten. */
const SCANS_MAX = 100;
/** Even a plain white block of 64 pixels takes more than half a bit. */
const PIXELS_PER_BYTE_MAX = 1024;
const START = new Uint8Array([0xff, SOI]), END = new Uint8Array([0xff, EOI]);
/** "JFIF", version 1.1, square pixels, no thumbnail. */
const PLAIN_JFIF = new Uint8Array([
  ...[0xff, APP0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0],
]);

interface Segment {
  marker: number;
  payload: Uint8Array;
  /** Marker, length and payload, and after SOS the coded picture. */
  whole: Uint8Array;
}

/** The size in the first frame header. Nothing behind it is looked at. */
export function jpegHeader(bytes: Uint8Array): ImageHeader {
  for (const { marker, payload } of segments(bytes)) {
    if (marker === SOS || marker === EOI) break;
    if (SOF_UNREADABLE.includes(marker)) {
      throw new ImageRefused("This rare kind of JPEG is not supported");
    }
    if (SOF_READABLE.includes(marker)) return frameHeader(payload);
  }
  throw new ImageRefused("The JPEG picture does not say its size");
}

/**
 * Keeps tables, frame header and scans. Colour profiles go too: they carry free text, so pictures
 * in a wide colour space look a little paler.
 */
export function stripJpeg(bytes: Uint8Array): Stripped {
  const kept: Uint8Array[] = [];
  let jfif: Uint8Array[] = [];
  let adobe: Uint8Array[] = [];
  let exif: Uint8Array | null = null;
  let frames = 0;
  let scans = 0;
  for (const { marker, payload, whole } of segments(bytes)) {
    if (marker === APP0 && startsWith(payload, "JFIF\0")) jfif = [PLAIN_JFIF];
    if (marker === APP1 && startsWith(payload, "Exif\0\0")) exif ??= payload.subarray(6);
    if (marker === APP14 && startsWith(payload, "Adobe")) adobe = [plainAdobe(payload)];
    if (SOF_UNREADABLE.includes(marker)) {
      throw new ImageRefused("This rare kind of JPEG is not supported");
    }
    if (SOF_READABLE.includes(marker)) frames++;
    if (marker === SOS) scans++;
    if (marker === SOS && frames !== 1 || scans > SCANS_MAX || frames > 1) throw damaged();
    if ([DHT, DQT, DRI, SOS, ...SOF_READABLE].includes(marker)) {
      checkJpegTables(marker, payload);
      kept.push(whole);
    }
    if (marker === EOI && scans > 0) {
      const clean = concat([START, ...jfif, ...adobe, ...kept, END]);
      const { width, height } = jpegHeader(clean);
      if (width * height <= clean.length * PIXELS_PER_BYTE_MAX) return { bytes: clean, exif };
      throw new ImageRefused("The JPEG picture claims more pixels than it holds");
    }
  }
  throw damaged();
}

function frameHeader(payload: Uint8Array): ImageHeader {
  const cursor = new Cursor(payload);
  if (cursor.u8() !== 8) {
    throw new ImageRefused("JPEG pictures of 12 bits a colour are not supported");
  }
  const height = cursor.u16();
  const width = cursor.u16();
  return { format: "JPEG", width, height, frames: 1, animated: false };
}

function* segments(bytes: Uint8Array): Generator<Segment> {
  const cursor = new Cursor(bytes);
  if (cursor.u16() !== 0xffd8) throw damaged();
  while (true) {
    const start = cursor.at;
    const marker = nextMarker(cursor);
    if (marker === EOI) {
      yield { marker, payload: new Uint8Array(), whole: new Uint8Array() };
      return;
    }
    if (marker === 0x01 || isRestart(marker)) continue;
    const length = cursor.u16();
    if (length < 2) throw damaged();
    const payload = cursor.take(length - 2);
    if (marker === SOS) cursor.at = scanEnd(bytes, cursor.at);
    // Fill bytes may stand before the marker: the copy starts at its own 0xff.
    yield {
      marker,
      payload,
      whole: bytes.subarray(Math.max(start, payload.byteOffset - bytes.byteOffset - 4), cursor.at),
    };
  }
}

function nextMarker(cursor: Cursor): number {
  if (cursor.u8() !== 0xff) throw damaged();
  let marker = cursor.u8();
  while (marker === 0xff) marker = cursor.u8();
  if (marker === 0) throw damaged();
  return marker;
}

/** Inside a scan 0xff is followed by 0 (an escape), a restart number or more 0xff. */
function scanEnd(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at;
    at = bytes.indexOf(0xff, at + (next === 0xff ? 1 : 2));
  }
  throw new ImageRefused("The picture is cut off: its end is missing");
}

// Version, flags and the colour transform, without which CMYK and RGB files look wrong.
function plainAdobe(payload: Uint8Array): Uint8Array {
  return concat([new Uint8Array([0xff, APP14, 0, 14]), new Cursor(payload).take(12)]);
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

function startsWith(payload: Uint8Array, text: string): boolean {
  return latin1(payload.subarray(0, text.length)) === text;
}

function damaged(): ImageRefused {
  return new ImageRefused("The JPEG picture is damaged");
}
