import { type Bytes, concat } from "../../core/cursor.ts";
import type { Directory } from "../../core/tiff_directories.ts";

/** A field is copied if it has at most this many bytes. */
const FIELD_BYTES_MAX = 256;
/** Maker, model and orientation; the times; the time of the satellites. */
const MAIN = [271, 272, 274], TIMES = [36867, 36868, 36880, 36881, 36882], SATELLITES = [7, 29];
const EXIF = 34665, GPS = 34853;

/** Returns the few fields of a TIFF file that are read from EXIF, as a block of their own. */
export function exifBlock(main: Directory): Bytes {
  const write = new Writer(main.littleEndian);
  const start = new Uint8Array(
    main.littleEndian ? [0x49, 0x49, 42, 0, 8, 0, 0, 0] : [0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
  );
  const exif = copied(main.inner(EXIF), TIMES);
  const gps = copied(main.inner(GPS), SATELLITES);
  const fields = copied(main, MAIN);
  // The inner directories follow the main one, which has two more fields that point to them.
  const exifAt = start.length + sizeOf(fields) + 2 * 12;
  const gpsAt = exifAt + sizeOf(exif);
  const pointers = [pointer(EXIF, write.u32(exifAt)), pointer(GPS, write.u32(gpsAt))];
  return concat([
    start,
    write.directory([...fields, ...pointers], start.length),
    write.directory(exif, exifAt),
    write.directory(gps, gpsAt),
  ]);
}

interface Copied {
  tag: number;
  kind: number;
  length: number;
  bytes: Uint8Array;
}

function copied(directory: Directory | null, tags: readonly number[]): Copied[] {
  return tags.flatMap((tag) => {
    const field = directory?.fields.get(tag);
    const bytes = directory?.bytes(tag);
    if (!field || !bytes || bytes.length > FIELD_BYTES_MAX) return [];
    return [{ tag, kind: field.kind, length: field.length, bytes }];
  });
}

function pointer(tag: number, bytes: Uint8Array): Copied {
  return { tag, kind: 4, length: 1, bytes };
}

/** The bytes of a directory and of the values that do not fit into it. */
function sizeOf(fields: readonly Copied[]): number {
  const outer = fields.reduce((sum, { bytes }) => sum + (bytes.length > 4 ? bytes.length : 0), 0);
  return 2 + fields.length * 12 + 4 + outer;
}

/** Writes numbers in one of both orders. */
class Writer {
  constructor(readonly littleEndian: boolean) {}

  u16(value: number): Uint8Array {
    const bytes = new Uint8Array(2);
    new DataView(bytes.buffer).setUint16(0, value, this.littleEndian);
    return bytes;
  }

  u32(value: number): Uint8Array {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, this.littleEndian);
    return bytes;
  }

  directory(fields: readonly Copied[], start: number): Bytes {
    let outer = start + 2 + fields.length * 12 + 4;
    const rows: Uint8Array[] = [];
    const values: Uint8Array[] = [];
    for (const { tag, kind, length, bytes } of fields) {
      rows.push(this.u16(tag), this.u16(kind), this.u32(length));
      if (bytes.length <= 4) rows.push(concat([bytes, new Uint8Array(4 - bytes.length)]));
      else {
        rows.push(this.u32(outer));
        values.push(bytes);
        outer += bytes.length;
      }
    }
    return concat([this.u16(fields.length), ...rows, new Uint8Array(4), ...values]);
  }
}
