import { Cursor, latin1 } from "./cursor.ts";
import { ImageRefused } from "./errors.ts";

/** Files of cameras have up to ten directories, scans have one for each page. */
const DIRECTORIES_MAX = 16;
const ENTRIES_MAX = 512;
const INNER_MAX = 8;
/** By kind of number: its bytes. 1 byte, 2 text, 3 short, 4 long, 5 fraction, 7 other, 13 place. */
const NUMBER_BYTES: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 13: 4 };

const COMPRESSION = 259, PHOTOMETRIC = 262, INNER_DIRECTORIES = 330, DNG_VERSION = 50706;
/** Colour filter array and linear data of a sensor. */
const RAW_PHOTOMETRICS = [32803, 34892];
/** Packed data of Sony, Samsung, Nikon and Pentax. */
const RAW_COMPRESSIONS = [32767, 32769, 32770, 34713, 65535];

/** An entry of a directory: how many numbers of a kind stand where. */
interface Field {
  kind: number;
  length: number;
  start: number;
}

/** A directory of a TIFF file: its fields by number (tag). Their values are read when needed. */
export class Directory {
  constructor(
    readonly file: Uint8Array,
    readonly littleEndian: boolean,
    readonly fields: ReadonlyMap<number, Field>,
  ) {}

  /** Returns at most `most` numbers; none if the field is missing or cut off. */
  numbers(tag: number, most: number): number[] {
    const { kind, length, start } = this.fields.get(tag) ?? { kind: 0, length: 0, start: 0 };
    const size = NUMBER_BYTES[kind] ?? 0;
    const count = Math.min(length, most);
    if (size === 0 || size > 4 || start + count * size > this.file.length) return [];
    const cursor = new Cursor(this.file, start);
    const next = () => {
      if (size === 1) return cursor.u8();
      return size === 2 ? cursor.u16(this.littleEndian) : cursor.u32(this.littleEndian);
    };
    return Array.from({ length: count }, next);
  }

  /** Returns the first number. */
  first(tag: number): number | undefined {
    return this.numbers(tag, 1)[0];
  }

  /** Returns the bytes of a field; null if it is missing or cut off. */
  bytes(tag: number): Uint8Array | null {
    const field = this.fields.get(tag);
    if (field === undefined) return null;
    const end = field.start + field.length * NUMBER_BYTES[field.kind]!;
    return end > this.file.length ? null : this.file.subarray(field.start, end);
  }

  /** Returns the directory that a field points to. */
  inner(tag: number): Directory | null {
    const start = this.first(tag);
    return start === undefined ? null : readDirectory(this, start)?.directory ?? null;
  }
}

/** Tells whether a file is a TIFF with the data of a camera's sensor: DNG, NEF, ARW and others. */
export function isRawTiff(bytes: Uint8Array): boolean {
  if (!/^(II\*\0|MM\0\*)/.test(latin1(bytes.subarray(0, 4)))) return false;
  return readDirectories(bytes).some((directory) =>
    directory.fields.has(DNG_VERSION) ||
    RAW_PHOTOMETRICS.includes(directory.first(PHOTOMETRIC) ?? 0) ||
    RAW_COMPRESSIONS.includes(directory.first(COMPRESSION) ?? 0)
  );
}

/** Reads the first directories of a TIFF file and those inside of them. Leaves out damaged ones. */
export function readDirectories(bytes: Uint8Array): Directory[] {
  const file = { file: bytes, littleEndian: bytes[0] === 0x49 };
  const found: Directory[] = [];
  const waiting = [attempt(() => new Cursor(bytes, 4).u32(file.littleEndian)) ?? 0];
  const seen = new Set([0]);
  while (waiting.length > 0 && found.length < DIRECTORIES_MAX) {
    const start = waiting.shift()!;
    if (seen.has(start)) continue;
    seen.add(start);
    const read = readDirectory(file, start);
    if (read === null) continue;
    found.push(read.directory);
    waiting.push(read.next, ...read.directory.numbers(INNER_DIRECTORIES, INNER_MAX));
  }
  return found;
}

function readDirectory(
  { file, littleEndian }: Pick<Directory, "file" | "littleEndian">,
  start: number,
): { directory: Directory; next: number } | null {
  return attempt(() => {
    const cursor = new Cursor(file, start);
    const count = cursor.u16(littleEndian);
    if (count > ENTRIES_MAX) return null;
    const fields = new Map<number, Field>();
    for (let entry = 0; entry < count; entry++) {
      const [tag, kind] = [cursor.u16(littleEndian), cursor.u16(littleEndian)];
      const length = cursor.u32(littleEndian);
      const place = cursor.at;
      const value = cursor.u32(littleEndian);
      const size = NUMBER_BYTES[kind];
      if (size === undefined || fields.has(tag)) continue;
      fields.set(tag, { kind, length, start: length * size <= 4 ? place : value });
    }
    const next = attempt(() => cursor.u32(littleEndian)) ?? 0;
    return { directory: new Directory(file, littleEndian, fields), next };
  });
}

/** Returns null where the file ends too early. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ImageRefused) return null;
    throw error;
  }
}
