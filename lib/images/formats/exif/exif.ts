import exifr from "exifr";
import { cameraName } from "./camera_name.ts";
import { type TakenTimes, takenTimes } from "./taken_times.ts";

/** The EXIF data that we store. The location is never read. */
export interface Exif extends TakenTimes {
  /** 1 to 8: how the stored picture must be turned for viewing. */
  orientation: number;
  camera?: string;
}

const BLOCK_BYTES_MAX = 1 << 20;
/** Groups are read one after another, so that a broken tag leaves other groups readable. */
const GROUPS = [
  ["Orientation"],
  ["Make"],
  ["Model"],
  ["DateTimeOriginal"],
  ["CreateDate"],
  ["OffsetTimeOriginal", "OffsetTime"],
];
/** The time of the satellites, but not the position. */
const GPS_TAGS = ["GPSDateStamp", "GPSTimeStamp"];

type Tags = Record<string, unknown>;

interface Picked {
  pick: string[];
  gps: false | { pick: string[] };
}

/** Reads an EXIF block. An unreadable one yields no data and no error. */
export async function readExif(block: Uint8Array | null): Promise<Exif> {
  const tags = block && block.length <= BLOCK_BYTES_MAX ? await readTags(block) : {};
  const camera = cameraName(text(tags.Make), text(tags.Model));
  const turned = Number.isInteger(tags.Orientation) ? Number(tags.Orientation) : 1;
  const gpsTime = Array.isArray(tags.GPSTimeStamp) ? tags.GPSTimeStamp.map(Number) : [];
  return {
    orientation: turned >= 1 && turned <= 8 ? turned : 1,
    ...(camera ? { camera } : {}),
    ...takenTimes({
      local: [text(tags.DateTimeOriginal), text(tags.CreateDate)],
      offsets: [text(tags.OffsetTimeOriginal), text(tags.OffsetTime)],
      gpsDate: text(tags.GPSDateStamp),
      gpsTime,
    }),
  };
}

async function readTags(block: Uint8Array): Promise<Tags> {
  const groups = await Promise.all([
    ...GROUPS.map((pick) => parse(block, { pick, gps: false })),
    parse(block, { pick: GPS_TAGS, gps: { pick: GPS_TAGS } }),
  ]);
  return Object.assign({}, ...groups);
}

async function parse(block: Uint8Array, picked: Picked): Promise<Tags> {
  try {
    const plain = { reviveValues: false, translateValues: false };
    return (await exifr.parse(block.slice(), { ...picked, ...plain })) ?? {};
  } catch {
    return {};
  }
}

function text(value: unknown): string {
  // deno-lint-ignore no-control-regex
  return typeof value === "string" ? value.replace(/[\x00-\x1f\x7f]/g, "").trim() : "";
}
