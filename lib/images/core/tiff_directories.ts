import { Cursor, latin1 } from "./cursor.ts";
import { ImageRefused } from "./errors.ts";

/** The numbers of a TIFF directory by their tag. Text and unknown kinds are left out. */
export type Directory = ReadonlyMap<number, readonly number[]>;

/** Files of cameras have up to ten directories, scans one for each page. */
const DIRECTORIES_MAX = 16;
const ENTRIES_MAX = 512;
/** The values of all entries of a directory together, as far as a RAW file is known by them. */
const RAW_VALUES_MAX = 1024;
/** By the kind of a value: how many bytes it has. Kinds: 1 byte, 3 short, 4 long, 13 directory. */
const VALUE_BYTES: Record<number, 1 | 2 | 4> = { 1: 1, 3: 2, 4: 4, 13: 4 };

const COMPRESSION = 259, PHOTOMETRIC = 262, SUB_DIRECTORIES = 330, DNG_VERSION = 50706;
/** Colour filter array and linear data of a sensor. */
const RAW_PHOTOMETRICS = [32803, 34892];
/** Packed data of Sony, Samsung, Nikon and Pentax. */
const RAW_COMPRESSIONS = [32767, 32769, 32770, 34713, 65535];

/** Tells whether a file is a TIFF with the data of a camera's sensor: DNG, NEF, ARW and others. */
export function isRawTiff(bytes: Uint8Array): boolean {
  if (!/^(II\*\0|MM\0\*)/.test(latin1(bytes.subarray(0, 4)))) return false;
  return readDirectories(bytes, RAW_VALUES_MAX).some((directory) => {
    const compression = directory.get(COMPRESSION)?.[0] ?? 0;
    const photometric = directory.get(PHOTOMETRIC)?.[0] ?? 0;
    return directory.has(DNG_VERSION) || RAW_PHOTOMETRICS.includes(photometric) ||
      RAW_COMPRESSIONS.includes(compression);
  });
}

/**
 * Reads the first directories of a TIFF file and those inside of them. Leaves out damaged ones, and
 * entries beyond `valuesMax` in all.
 */
export function readDirectories(bytes: Uint8Array, valuesMax: number): Directory[] {
  const littleEndian = bytes[0] === 0x49;
  const found: Directory[] = [];
  const waiting = [attempt(() => new Cursor(bytes, 4).u32(littleEndian)) ?? 0];
  const seen = new Set<number>();
  while (waiting.length > 0 && found.length < DIRECTORIES_MAX) {
    const start = waiting.shift()!;
    if (start === 0 || seen.has(start)) continue;
    seen.add(start);
    const read = attempt(() => readDirectory(bytes, { start, littleEndian, valuesMax }));
    if (read === null) continue;
    found.push(read.directory);
    waiting.push(read.next, ...(read.directory.get(SUB_DIRECTORIES) ?? []).slice(0, 8));
  }
  return found;
}

function readDirectory(
  bytes: Uint8Array,
  { start, littleEndian, valuesMax }: { start: number; littleEndian: boolean; valuesMax: number },
) {
  const cursor = new Cursor(bytes, start);
  const count = cursor.u16(littleEndian);
  if (count > ENTRIES_MAX) throw new ImageRefused("The TIFF picture is damaged");
  const directory = new Map<number, readonly number[]>();
  let values = 0;
  for (let entry = 0; entry < count; entry++) {
    const tag = cursor.u16(littleEndian);
    const size = VALUE_BYTES[cursor.u16(littleEndian)];
    const length = cursor.u32(littleEndian);
    const after = cursor.at + 4;
    if (size !== undefined && length <= valuesMax - values) {
      const at = length * size <= 4 ? cursor.at : cursor.u32(littleEndian);
      const read = attempt(() => numbers(new Cursor(bytes, at), length, size, littleEndian));
      if (read !== null && !directory.has(tag)) directory.set(tag, read);
      values += length;
    }
    cursor.at = after;
  }
  return { directory, next: attempt(() => cursor.u32(littleEndian)) ?? 0 };
}

function numbers(cursor: Cursor, length: number, size: 1 | 2 | 4, littleEndian: boolean) {
  if (length * size > cursor.left) throw new ImageRefused("The picture is cut off");
  return Array.from(
    { length },
    () =>
      size === 1 ? cursor.u8() : size === 2 ? cursor.u16(littleEndian) : cursor.u32(littleEndian),
  );
}

/** Returns null where the file ends too early or contradicts itself. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ImageRefused) return null;
    throw error;
  }
}
