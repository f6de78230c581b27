import exifr from "exifr";

/** What is kept of EXIF as data. The place is never read. */
export interface Exif {
  /** 1 to 8: how the stored picture must be turned to be seen. */
  orientation: number;
  camera?: string;
  takenAt?: string;
}

const BLOCK_BYTES_MAX = 1 << 20;
const CAMERA_LENGTH_MAX = 100;
const TAGS = ["Orientation", "Make", "Model", "DateTimeOriginal", "OffsetTimeOriginal"];

/** Reads an EXIF block. One that cannot be read says nothing, and spoils nothing. */
export async function readExif(block: Uint8Array | null): Promise<Exif> {
  const tags = block && block.length <= BLOCK_BYTES_MAX ? await parse(block) : {};
  const camera = cameraName(tags.Make, tags.Model);
  const takenAt = timestamp(tags.DateTimeOriginal, tags.OffsetTimeOriginal);
  const turned = Number.isInteger(tags.Orientation) ? Number(tags.Orientation) : 1;
  return {
    orientation: turned >= 1 && turned <= 8 ? turned : 1,
    ...(camera ? { camera } : {}),
    ...(takenAt ? { takenAt } : {}),
  };
}

async function parse(block: Uint8Array): Promise<Record<string, unknown>> {
  try {
    return (await exifr.parse(block.slice(), {
      pick: TAGS,
      gps: false,
      reviveValues: false,
      translateValues: false,
    })) ?? {};
  } catch {
    return {};
  }
}

function cameraName(make: unknown, model: unknown): string {
  const [maker, name] = [text(make), text(model)];
  const whole = name.toLowerCase().startsWith(maker.toLowerCase()) ? name : `${maker} ${name}`;
  return whole.trim().slice(0, CAMERA_LENGTH_MAX);
}

function timestamp(taken: unknown, offset: unknown): string | null {
  const [, year, month, day, time] = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(text(taken)) ??
    [];
  const zone = /^[+-]\d\d:\d\d$/.test(text(offset)) ? text(offset) : "Z";
  const at = new Date(`${year}-${month}-${day}T${time}${zone}`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

function text(value: unknown): string {
  // deno-lint-ignore no-control-regex
  return typeof value === "string" ? value.replace(/[\x00-\x1f\x7f]/g, "").trim() : "";
}
