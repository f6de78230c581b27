import { ascii, bytes, type File, join, u16le, u32le } from "./picture_bytes.ts";

/** A text in all metadata that the makers write; no served file may contain it. */
export const CANARY = "CANARY-do-not-publish";

/** The contents of an EXIF block, besides the canary and a location. */
export interface ExifOptions {
  orientation?: number;
  make?: string;
  model?: string;
  /** In the form of EXIF: `2024:05:01 10:20:30`. */
  takenAt?: string;
  /** The time of digitizing, in the same form. */
  digitizedAt?: string;
  /** The UTC offset of the time when the picture was taken, such as `+02:00`. */
  offset?: string;
  /** The UTC offset of the time when the file was changed. */
  offsetOfChange?: string;
  /** The UTC time of the satellites: `2024:05:01`, and hours, minutes and seconds. */
  gpsDate?: string;
  gpsTime?: readonly [number, number, number];
  /** The embedded preview. */
  thumbnail?: File;
}

/** Returns a TIFF structure with camera, time, orientation, location, comment and preview. */
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

// First the entries of twelve bytes, then all values of more than four bytes.
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
