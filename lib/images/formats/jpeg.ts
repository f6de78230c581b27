import { colourSource } from "../colour/source.ts";
import type { Space } from "../colour/profile.ts";
import { concat, Cursor } from "../core/cursor.ts";
import { ImageRefused } from "../core/errors.ts";
import {
  APP0,
  APP1,
  APP14,
  APP2,
  DHT,
  DQT,
  DRI,
  EOI,
  type Segment,
  segments,
  SOI,
  SOS,
} from "./jpeg_segments.ts";
import { EXIF, joinProfile, PROFILE, startsWith } from "./jpeg_extras.ts";
import { holdsItsTables } from "./jpeg_tables.ts";
import type { ColourSource, ImageHeader, Stripped } from "../core/picture.ts";

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
/** By the number of colours: the profiles that browsers accept. */
const SPACES: Record<number, readonly Space[]> = { 1: ["GRAY", "RGB "], 3: ["RGB "], 4: ["CMYK"] };
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
 * Preserves tables, frame header and scans. Damage after the first scan ends the file there:
 * libjpeg already has a picture to show.
 */
export function stripJpeg(bytes: Uint8Array): Stripped {
  const kept: Uint8Array[] = [];
  let jfif: Uint8Array[] = [];
  let adobe: Uint8Array[] = [];
  let exif: Uint8Array | null = null;
  const profile: Uint8Array[] = [];
  let colours = 0;
  let scans = 0;
  let frames = 0;
  for (const segment of segments(bytes)) {
    const { marker, payload, whole } = segment;
    if (marker === APP0 && startsWith(payload, "JFIF\0")) jfif = [PLAIN_JFIF];
    if (marker === APP1 && startsWith(payload, EXIF)) exif ??= payload.subarray(EXIF.length);
    if (marker === APP2 && startsWith(payload, PROFILE)) profile.push(payload);
    if (marker === APP14 && startsWith(payload, "Adobe")) adobe = plainAdobe(payload);
    if (!CODED.includes(marker)) continue;
    if (SOF.includes(marker) && frames++ === 0) colours = payload[5]!;
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
  if (width * height > clean.length * PIXELS_PER_BYTE_MAX) {
    throw new ImageRefused("The JPEG picture claims more pixels than it holds");
  }
  const colour = colourOf(colours, joinProfile(profile));
  return { bytes: clean, exif, ...(colour ? { colour } : {}) };
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
  return { format: "JPEG", width, height, frames: 1, pixels: width * height, animated: false };
}

function colourOf(colours: number, profile: Uint8Array | null): ColourSource | undefined {
  const source = profile ? colourSource({ profile }, SPACES[colours]) : undefined;
  return colours === 4 ? { ...source, inks: true } : source;
}

// Version, flags and the colour transform, without which CMYK and RGB files look wrong.
function plainAdobe(payload: Uint8Array): Uint8Array[] {
  return payload.length < 12 ? [] : [new Uint8Array([0xff, APP14, 0, 14]), payload.subarray(0, 12)];
}
