import { PROFILE_BYTES_MAX } from "../colour/profile.ts";
import { type Bytes, concat, latin1 } from "../core/cursor.ts";
import { APP1, APP2 } from "./jpeg_segments.ts";
import type { Extras } from "./extras.ts";

/** The beginnings of the segments with EXIF and with parts of a colour profile. */
export const EXIF = "Exif\0\0", PROFILE = "ICC_PROFILE\0";
const START_BYTES = 2;
const SEGMENT_BYTES_MAX = 0xffff - 2;

/**
 * Joins a profile from the payloads of its segments: after the beginning come the part's number,
 * the number of parts, and the part. Returns null if one is missing or doubled.
 */
export function joinProfile(payloads: readonly Uint8Array[]): Bytes | null {
  const parts = new Map<number, Uint8Array>();
  for (const payload of payloads) {
    const [number = 0, count] = payload.subarray(PROFILE.length);
    if (count !== payloads.length || number === 0 || number > count || parts.has(number)) {
      return null;
    }
    parts.set(number, payload.subarray(PROFILE.length + 2));
  }
  const all = Array.from(payloads, (_, index) => parts.get(index + 1)!);
  const bytes = all.reduce((sum, { length }) => sum + length, 0);
  return bytes > 0 && bytes <= PROFILE_BYTES_MAX ? concat(all) : null;
}

/** Inserts EXIF and a profile at the start of a stripped file. */
export function jpegWith(file: Bytes, { exif, colour }: Extras): Bytes {
  return concat([
    file.subarray(0, START_BYTES),
    ...(exif ? [segment(APP1, ascii(EXIF), exif)] : []),
    ...(colour?.profile ? profileSegments(colour.profile) : []),
    file.subarray(START_BYTES),
  ]);
}

function profileSegments(profile: Uint8Array): Uint8Array[] {
  const room = SEGMENT_BYTES_MAX - PROFILE.length - 2;
  const count = Math.ceil(profile.length / room);
  return Array.from({ length: count }, (_, index) => {
    const part = profile.subarray(index * room, (index + 1) * room);
    return segment(APP2, ascii(PROFILE), new Uint8Array([index + 1, count]), part);
  });
}

function segment(marker: number, ...parts: Uint8Array[]): Bytes {
  const payload = concat(parts);
  const length = payload.length + 2;
  return concat([new Uint8Array([0xff, marker, length >> 8, length & 0xff]), payload]);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Returns whether a segment begins with a text. */
export function startsWith(payload: Uint8Array, text: string): boolean {
  return latin1(payload.subarray(0, text.length)) === text;
}
