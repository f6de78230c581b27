import { latin1 } from "../core/cursor.ts";
import { type CurveTag, readCurve } from "./curves.ts";
import { toLinearSrgb } from "./primaries.ts";
import type { Shaper } from "./shaper.ts";

/** The colours that a profile may describe. */
export type Space = "GRAY" | "RGB " | "CMYK";

/** Profiles of printers have about 3 MB; half of it serves printing. */
export const PROFILE_BYTES_MAX = 4 << 20;
const HEADER_BYTES = 128;
const TAG_BYTES = 12;
const TAGS_MAX = 100;
/** Input, display, output and other devices. The rest does not describe pictures. */
const CLASSES = ["scnr", "mntr", "prtr", "spac"];
const UNIT = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** An ICC profile. Its tags are not checked. */
export interface Profile {
  bytes: Uint8Array;
  space: Space;
  /** The space in which its tags give colours: `XYZ ` or `Lab `. */
  connection: string;
  tags: ReadonlyMap<string, Uint8Array>;
}

/** The tags of a profile without tables. */
export interface ShaperTags {
  shaper: Shaper;
  curves: ReadonlyMap<string, CurveTag>;
}

/** Reads header and tag table (ICC.1, 7). Returns null for everything but the profile of a device. */
export function readProfile(bytes: Uint8Array): Profile | null {
  if (bytes.length < HEADER_BYTES + 4 || bytes.length > PROFILE_BYTES_MAX) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => latin1(bytes.subarray(at, at + 4));
  const [version, space, connection] = [view.getUint8(8), word(16), word(20)];
  if (word(36) !== "acsp" || version < 2 || version > 4) return null;
  if (!CLASSES.includes(word(12)) || !isSpace(space)) return null;
  if (connection !== "XYZ " && connection !== "Lab ") return null;
  const count = view.getUint32(HEADER_BYTES);
  const start = HEADER_BYTES + 4;
  if (count > TAGS_MAX || start + count * TAG_BYTES > bytes.length) return null;
  const tags = new Map<string, Uint8Array>();
  for (let at = start; at < start + count * TAG_BYTES; at += TAG_BYTES) {
    const [offset, length] = [view.getUint32(at + 4), view.getUint32(at + 8)];
    if (offset + length <= bytes.length) {
      tags.set(word(at), bytes.subarray(offset, offset + length));
    }
  }
  return { bytes, space, connection, tags };
}

/** Returns whether the colours of a profile are looked up in tables. */
export function hasTable({ tags }: Profile): boolean {
  return tags.has("A2B0") || tags.has("A2B1");
}

/** Reads a profile of curves and at most a matrix. Returns null if a tag is missing or broken. */
export function readShaper({ space, connection, tags }: Profile): ShaperTags | null {
  if (space === "CMYK" || space === "RGB " && connection !== "XYZ ") return null;
  const names = space === "GRAY" ? ["kTRC", "kTRC", "kTRC"] : ["rTRC", "gTRC", "bTRC"];
  const curves = new Map<string, CurveTag>();
  for (const name of names) {
    const curve = readCurve(tags.get(name) ?? new Uint8Array());
    if (!curve) return null;
    if (connection === "Lab ") curve.curve = curve.curve.map(lightOf);
    curves.set(name, curve);
  }
  const matrix = space === "GRAY" ? UNIT : colorants(tags);
  const all = names.map((name) => curves.get(name)!.curve) as unknown as Shaper["curves"];
  return matrix && { shaper: { curves: all, matrix }, curves };
}

/** Returns the three numbers of an `XYZ ` tag. */
export function readXyz(tag: Uint8Array | undefined): [number, number, number] | null {
  if (!tag || tag.length < 20 || latin1(tag.subarray(0, 4)) !== "XYZ ") return null;
  const view = new DataView(tag.buffer, tag.byteOffset, tag.byteLength);
  const number = (at: number) => view.getInt32(at) / 0x10000;
  return [number(8), number(12), number(16)];
}

/** Returns the light of a lightness (L* of CIELAB, from 0 to 1). */
function lightOf(lightness: number): number {
  const root = (lightness * 100 + 16) / 116;
  return lightness > 0.08 ? root ** 3 : lightness * 100 / 903.3;
}

function colorants(tags: Profile["tags"]) {
  const [red, green, blue] = ["rXYZ", "gXYZ", "bXYZ"].map((name) => readXyz(tags.get(name)));
  if (!red || !green || !blue) return null;
  return toLinearSrgb([0, 1, 2].flatMap((row) => [red[row]!, green[row]!, blue[row]!]));
}

function isSpace(space: string): space is Space {
  return space === "GRAY" || space === "RGB " || space === "CMYK";
}
