import { deflateSync, inflateSync } from "node:zlib";
import { PROFILE_BYTES_MAX } from "../colour/profile.ts";
import { colourSource } from "../colour/source.ts";
import { concat, Cursor } from "../core/cursor.ts";
import { ImageRefused } from "../core/errors.ts";
import type { ColourSource } from "../core/picture.ts";

/** A chunk with its type. */
export interface ColourChunk {
  type: string;
  data: Uint8Array;
}

/** The chunks that say how colours are meant. Each counts only if those before it are missing. */
export const COLOUR_CHUNKS = ["cICP", "iCCP", "sRGB", "cHRM", "gAMA"];
/** Chunks have integers for fractions. */
const UNIT = 100_000;
const GAMMA_MIN = 0.1, GAMMA_MAX = 10;
/** The name of a profile in a PNG has up to 79 letters. */
const NAME_BYTES_MAX = 80;
const NAME = "ICC";

/** Returns the colours that the chunks state, or nothing if they are those of sRGB. */
export function readPngColour(
  chunks: readonly ColourChunk[],
  { isGrey }: { isGrey: boolean },
): ColourSource | undefined {
  const read = <T>(type: string, reader: (data: Uint8Array) => T | null): T | null => {
    const chunk = chunks.find((chunk) => chunk.type === type);
    return chunk ? orNull(() => reader(chunk.data)) : null;
  };
  const spaces = [isGrey ? "GRAY" as const : "RGB " as const];
  const cicp = read("cICP", codePoints);
  if (cicp) return colourSource({ cicp }, spaces);
  const profile = read("iCCP", unpackProfile);
  if (profile) return colourSource({ profile }, spaces);
  if (chunks.some(({ type }) => type === "sRGB")) return undefined;
  const [gamma, chromaticities] = [read("gAMA", readGamma), read("cHRM", readChromaticities)];
  return colourSource({
    ...(gamma === null ? {} : { gamma }),
    ...(chromaticities === null ? {} : { chromaticities }),
  });
}

/** Returns the chunks that state these colours. */
export function pngColourChunks(colour: ColourSource): ColourChunk[] {
  const { profile, cicp, gamma, chromaticities } = colour;
  if (cicp) return [{ type: "cICP", data: new Uint8Array([cicp.primaries, cicp.transfer, 0, 1]) }];
  if (profile) {
    const name = new TextEncoder().encode(`${NAME}\0\0`);
    return [{ type: "iCCP", data: concat([name, deflateSync(profile)]) }];
  }
  return [
    ...(gamma === undefined ? [] : [{ type: "gAMA", data: fractions([gamma]) }]),
    ...(chromaticities === undefined ? [] : [{ type: "cHRM", data: fractions(chromaticities) }]),
  ];
}

function codePoints(data: Uint8Array) {
  const cursor = new Cursor(data);
  const [primaries, transfer, matrix] = [cursor.u8(), cursor.u8(), cursor.u8()];
  return matrix === 0 ? { primaries, transfer } : null;
}

function unpackProfile(data: Uint8Array): Uint8Array | null {
  const name = data.subarray(0, NAME_BYTES_MAX).indexOf(0);
  if (name === -1 || data[name + 1] !== 0) return null;
  return inflateSync(data.subarray(name + 2), { maxOutputLength: PROFILE_BYTES_MAX });
}

function readGamma(data: Uint8Array): number | null {
  const gamma = new Cursor(data).u32() / UNIT;
  return gamma >= GAMMA_MIN && gamma <= GAMMA_MAX ? gamma : null;
}

function readChromaticities(data: Uint8Array): number[] {
  const cursor = new Cursor(data);
  return Array.from({ length: 8 }, () => cursor.u32() / UNIT);
}

function fractions(values: readonly number[]): Uint8Array {
  const data = new Uint8Array(values.length * 4);
  const view = new DataView(data.buffer);
  values.forEach((value, index) => view.setUint32(index * 4, Math.round(value * UNIT)));
  return data;
}

/** A broken chunk is ignored. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ImageRefused || (error as { code?: string }).code) return null;
    throw error;
  }
}
