import type { Cursor } from "../../core/cursor.ts";
import { FRAMES_MAX } from "../../core/limits.ts";
import { damaged, openFullBox, uint } from "./boxes.ts";

/** The tables of a track, by the types of their boxes. */
export type Tables = ReadonlyMap<string, Uint8Array>;

/**
 * Returns the coded frames of a track. Refuses tables that claim more bytes than the file has,
 * because frames could share them without end.
 */
export function readSamples(file: Uint8Array, tables: Tables): Uint8Array[] {
  const sizes = readSizes(tables.get("stsz"));
  const chunks = readChunks(tables, sizes.length);
  let left = file.length;
  let at = 0;
  return sizes.map((size, index) => {
    const first = chunks.get(index);
    if (first !== undefined) at = first;
    left -= size;
    if (left < 0 || at + size > file.length || size === 0) throw damaged();
    at += size;
    return file.subarray(at - size, at);
  });
}

function readSizes(stsz: Uint8Array | undefined): number[] {
  if (!stsz) throw damaged();
  const { cursor } = openFullBox(stsz);
  const [size, count] = [cursor.u32(), cursor.u32()];
  // A table of one size takes no bytes, so the bound of the file's header does not hold for it.
  if (size !== 0 || count === 0 || count > FRAMES_MAX) throw damaged();
  if (count * 4 > cursor.left) throw damaged();
  return Array.from({ length: count }, () => cursor.u32());
}

/** Returns the places in the file of the samples that begin a chunk, by their index. */
function readChunks(tables: Tables, samples: number): Map<number, number> {
  const runs = table(tables.get("stsc"), (cursor) => [cursor.u32(), cursor.u32(), cursor.u32()]);
  const bytes = tables.has("co64") ? 8 : 4;
  const places = table(tables.get("co64") ?? tables.get("stco"), (cursor) => uint(cursor, bytes));
  const starts = new Map<number, number>();
  let [run, sample] = [0, 0];
  for (const [chunk, place] of places.entries()) {
    while (runs[run + 1] && runs[run + 1]![0]! <= chunk + 1) run++;
    const length = runs[run]?.[1] ?? 0;
    if (length === 0) throw damaged();
    starts.set(sample, place);
    sample += length;
    if (sample >= samples) return starts;
  }
  throw damaged();
}

function table<T>(bytes: Uint8Array | undefined, read: (cursor: Cursor) => T): T[] {
  if (!bytes) throw damaged();
  const { cursor } = openFullBox(bytes);
  const count = cursor.u32();
  // An entry has at least four bytes.
  if (count * 4 > cursor.left) throw damaged();
  return Array.from({ length: count }, () => read(cursor));
}
