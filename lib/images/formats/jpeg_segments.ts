import { Cursor } from "../core/cursor.ts";
import { ImageRefused } from "../core/errors.ts";

/** JPEG markers (ITU T.81, table B.1). */
export const SOI = 0xd8, EOI = 0xd9, SOS = 0xda, DHT = 0xc4, DQT = 0xdb, DRI = 0xdd;
export const APP0 = 0xe0, APP1 = 0xe1, APP2 = 0xe2, APP14 = 0xee;

/** A marker with its data. */
export interface Segment {
  marker: number;
  payload: Uint8Array;
  /** Marker, length and payload; after SOS also the coded picture. */
  whole: Uint8Array;
}

/**
 * Yields the segments up to the end of the picture or the file. Skips bytes outside of segments, as
 * libjpeg does, and a truncated segment.
 */
export function* segments(bytes: Uint8Array): Generator<Segment> {
  const cursor = new Cursor(bytes);
  if (cursor.u16() !== (0xff00 | SOI)) {
    throw new ImageRefused("The JPEG picture is damaged");
  }
  while (true) {
    const marker = nextMarker(cursor);
    if (marker === null || marker === EOI || marker === SOI) return;
    if (marker === 0x01 || isRestart(marker)) continue;
    const start = cursor.at - 2;
    const length = cursor.left >= 2 ? cursor.u16() : Infinity;
    if (Math.max(0, length - 2) > cursor.left) return;
    const payload = cursor.take(Math.max(0, length - 2));
    if (marker === SOS) cursor.at = scanEnd(bytes, cursor.at);
    yield { marker, payload, whole: bytes.subarray(start, cursor.at) };
  }
}

/** Returns the next marker: 0xff and a byte other than 0 (an escape) and 0xff (a filler). */
function nextMarker(cursor: Cursor): number | null {
  while (cursor.left >= 2) {
    if (cursor.u8() !== 0xff) continue;
    let marker = cursor.u8();
    while (marker === 0xff && cursor.left > 0) marker = cursor.u8();
    if (marker !== 0 && marker !== 0xff) return marker;
  }
  return null;
}

/**
 * Returns the end of a scan. Inside it, 0xff is followed by 0 (an escape), a restart number or more
 * 0xff.
 */
function scanEnd(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at;
    at = bytes.indexOf(0xff, at + (next === 0xff ? 1 : 2));
  }
  return bytes.length;
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}
