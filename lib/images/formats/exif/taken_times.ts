/** The time of the picture, as far as its camera recorded it. */
export interface TakenTimes {
  /** The instant in ISO 8601, UTC. Only if the file tells the camera's time zone. */
  takenAt?: string;
  /** The time on the camera's clock: ISO 8601 without a zone. */
  takenAtLocal?: string;
}

/** The times in EXIF: texts that may be empty or nonsense. */
export interface ExifTimes {
  /** The best first. */
  local: readonly string[];
  offsets: readonly string[];
  gpsDate: string;
  /** Hours, minutes and seconds in UTC. */
  gpsTime: readonly number[];
}

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
/** The year of the first photograph. Cameras without a date write earlier years. */
const FIRST_YEAR = 1826;
/** Time zones range from UTC−12:00 to UTC+14:00. */
const OFFSET_MINUTES_MIN = -12 * 60, OFFSET_MINUTES_MAX = 14 * 60;
/** Today's zones that are not at whole or half hours: Nepal, Eucla, the Chatham Islands. */
const QUARTER_OFFSETS = [5 * 60 + 45, 8 * 60 + 45, 12 * 60 + 45, 13 * 60 + 45];
const LOCAL = /^(\d{4})[:\-/.](\d\d)[:\-/.](\d\d)[ T](\d\d):(\d\d):(\d\d)/;
const OFFSET = /^([+-])(\d\d):?([0-5]\d)$/;

/**
 * Returns the camera's time. Adds the instant if the file has the offset from UTC, or if the
 * satellites' time implies it. Ignores impossible dates.
 */
export function takenTimes({ local, offsets, gpsDate, gpsTime }: ExifTimes): TakenTimes {
  const shown = local.map(localTime).find((at) => at !== null) ?? null;
  const heard = gpsInstant(gpsDate, gpsTime);
  if (shown === null) return heard === null ? {} : { takenAt: new Date(heard).toISOString() };
  const told = offsets.map(offsetMinutes).find((minutes) => minutes !== null) ?? null;
  const offset = told ?? (heard === null ? null : likelyOffset(shown - heard));
  return {
    ...(offset === null ? {} : { takenAt: new Date(shown - offset * MINUTE_MS).toISOString() }),
    takenAtLocal: new Date(shown).toISOString().slice(0, 19),
  };
}

/** Parses the time as if it were UTC, in milliseconds. */
function localTime(text: string): number | null {
  const [, ...numbers] = LOCAL.exec(text) ?? [];
  return numbers.length === 0 ? null : instant(numbers.map(Number));
}

function gpsInstant(date: string, time: readonly number[]): number | null {
  const day = date.split(/[:\-/.]/).map(Number);
  return instant([...day, ...time.map(Math.floor)]);
}

/**
 * Takes year, month, day, hour, minute and second in UTC; returns null if there is no such time.
 */
function instant(numbers: readonly number[]): number | null {
  const [year, month, day, hour, minute, second] = numbers as [number, number, ...number[]];
  if (numbers.length !== 6 || !numbers.every(Number.isInteger) || year < FIRST_YEAR) return null;
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const found = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  const clock = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()];
  const isReal = [...found, ...clock].every((number, i) => number === numbers[i]);
  return isReal ? at.getTime() : null;
}

function offsetMinutes(text: string): number | null {
  if (text === "Z") return 0;
  const [, sign, hours, minutes] = OFFSET.exec(text) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  return isInReach(offset) && offset % 15 === 0 ? offset : null;
}

/**
 * Returns the zone offset closest to the difference between local time and UTC. A stale satellite
 * time matches no zone.
 */
function likelyOffset(differenceMs: number): number | null {
  const minutes = Math.round(differenceMs / QUARTER_MS) * 15;
  const isUsed = minutes % 30 === 0 || QUARTER_OFFSETS.includes(minutes);
  return isUsed && isInReach(minutes) ? minutes : null;
}

function isInReach(minutes: number): boolean {
  return minutes >= OFFSET_MINUTES_MIN && minutes <= OFFSET_MINUTES_MAX;
}
