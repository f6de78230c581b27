import type { MetadataTags } from "mediabunny";
import { cameraName } from "../../images/formats/exif/camera_name.ts";
import { takenTimes } from "../../images/formats/exif/taken_times.ts";

const APPLE = "com.apple.quicktime.";
/** Phones with this entry write the creation in UTC; many other cameras write their clock's time. */
const ANDROID = "com.android.version";
const TEXT_LENGTH_MAX = 200;

/** Returns the camera and the instant that a file's metadata tell. */
export function taggedFacts(
  { raw = {} }: MetadataTags,
  createdAtMs: number | null,
): { takenAt?: string; camera?: string } {
  const text = (...names: string[]) => {
    const found = names.map((name) => raw[name]).find((value) => typeof value === "string");
    return (found ?? "").slice(0, TEXT_LENGTH_MAX).trim();
  };
  const camera = cameraName(
    text(`${APPLE}make`, "com.android.manufacturer", "©mak"),
    text(`${APPLE}model`, "com.android.model", "©mod"),
  );
  const takenAt = instantOf(text(`${APPLE}creationdate`)) ??
    (raw[ANDROID] !== undefined && createdAtMs !== null ? isoOf(createdAtMs) : null);
  return { ...takenAt ? { takenAt } : {}, ...camera ? { camera } : {} };
}

/** Parses for example `2026-05-01T18:30:00+0200`; returns null without a zone. */
function instantOf(text: string): string | null {
  const [, time, offset] = /^(.{19})(?:\.\d+)?(Z|[+-]\d\d:?\d\d)$/.exec(text) ?? [];
  if (!time || !offset) return null;
  return takenTimes({ local: [time], offsets: [offset], gpsDate: "", gpsTime: [] }).takenAt ?? null;
}

function isoOf(ms: number): string | null {
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999 ? null : at.toISOString();
}
