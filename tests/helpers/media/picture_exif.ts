import { ascii, bytes, type File, join, u16le, u32le } from "./picture_bytes.ts";

/** Stands in every piece of metadata that the makers write, and may be in nothing that is served. */
export const CANARY = "CANARY-do-not-publish";

/** What to write into an EXIF block, besides the canary and a place. */
export interface ExifOptions {
  orientation?: number;
  make?: string;
  model?: string;
  /** As EXIF writes it: `2024:05:01 10:20:30`. */
  takenAt?: string;
  /** When it was made digital, in the same form. */
  digitizedAt?: string;
  /** `+02:00`, of the time when it was taken. */
  offset?: string;
  /** The same, of the time when the file was changed. */
  offsetOfChange?: string;
  /** `2024:05:01`, and hours, minutes and seconds: of the satellites, in UTC. */
  gpsDate?: string;
  gpsTime?: readonly [number, number, number];
  /** The embedded preview. */
  thumbnail?: File;
}

/** A TIFF structure with camera, time, orientation, a place, a comment and a preview. */
export function exifBlock(options: ExifOptions): File {
  const { make = "Lumen", model = "Lumen One", takenAt = "2024:05:01 10:20:30" } = options;
  const text = (tag: number, value: string) => entry(tag, 2, ascii(`${value}\0`));
  const camera = [text(0x10e, CANARY), text(0x10f, make), text(0x110, model)];
  const main = [...camera, entry(0x112, 3, u16le(options.orientation ?? 1))];
  const { offset, offsetOfChange, gpsDate, gpsTime } = options;
  const zones = [[0x9010, offsetOfChange], [0x9011, offset]] as const;
  const zone = zones.flatMap(([tag, value]) => value === undefined ? [] : [text(tag, value)]);
  const digitized = options.digitizedAt ? [text(0x9004, options.digitizedAt)] : [];
  const detail = [
    text(0x9003, takenAt),
    ...digitized,
    ...zone,
    entry(0x9286, 7, ascii(`ASCII\0\0\0${CANARY}`)),
  ];
  const place = [
    text(1, "N"),
    entry(2, 5, join(...[48, 1, 12, 1, 30, 1].map(u32le))),
    ...(gpsTime ? [entry(7, 5, join(...gpsTime.flatMap((value) => [value, 1]).map(u32le)))] : []),
    text(0x1d, gpsDate ?? CANARY),
  ];
  const start = 8;
  const lengthOf = (entries: Entry[]) => directory(entries, 0, 0).length;
  const detailAt = start + lengthOf([...main, pointer(0), pointer(0)]);
  const placeAt = detailAt + lengthOf(detail);
  const previewAt = placeAt + lengthOf(place);
  const thumbnail = options.thumbnail ?? bytes();
  const preview = (at: number) => [
    entry(0x201, 4, u32le(at)),
    entry(0x202, 4, u32le(thumbnail.length)),
  ];
  const thumbnailAt = previewAt + lengthOf(preview(0));
  return join(
    ascii("II*\0"),
    u32le(start),
    directory([...main, pointer(detailAt), pointer(placeAt, 0x8825)], start, previewAt),
    directory(detail, detailAt, 0),
    directory(place, placeAt, 0),
    directory(preview(thumbnailAt), previewAt, 0),
    thumbnail,
  );
}

interface Entry {
  tag: number;
  type: number;
  value: File;
}

const UNIT_BYTES: Record<number, number> = { 2: 1, 3: 2, 4: 4, 5: 8, 7: 1 };

function entry(tag: number, type: number, value: File): Entry {
  return { tag, type, value };
}

function pointer(at: number, tag = 0x8769): Entry {
  return entry(tag, 4, u32le(at));
}

// The entries of twelve bytes first; values of more than four bytes behind them.
function directory(entries: Entry[], at: number, next: number): File {
  let valueAt = at + 2 + entries.length * 12 + 4;
  const values: File[] = [];
  const rows = entries.map(({ tag, type, value }) => {
    const count = value.length / UNIT_BYTES[type]!;
    const row = join(u16le(tag), u16le(type), u32le(count));
    if (value.length <= 4) return join(row, value, new Uint8Array(4 - value.length));
    values.push(value);
    valueAt += value.length;
    return join(row, u32le(valueAt - value.length));
  });
  return join(u16le(entries.length), ...rows, u32le(next), ...values);
}
