/** A part of each day, as `HH:MM` in an IANA time zone. It may cross midnight. */
export interface QuietHours {
  from: string;
  until: string;
  timeZone: string;
}

const TIME_ZONE_NAME = /^[A-Za-z][\w+/-]{0,63}$/;

/**
 * Returns a time zone's name as IANA spells it, or null if IANA has no such name. Only `Temporal`
 * is asked, because it also computes the time there. `Intl` and Postgres accept other names, and
 * disagree on places such as `IST`.
 */
export function timeZoneNamed(name: string): string | null {
  if (!TIME_ZONE_NAME.test(name)) return null;
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId;
  } catch {
    return null;
  }
}

/**
 * Returns whether a moment is within quiet hours. A time zone that IANA has removed counts as UTC.
 */
export function isQuiet({ from, until, timeZone }: QuietHours, at: Temporal.Instant): boolean {
  const zone = timeZoneNamed(timeZone) ?? "UTC";
  const time = at.toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: "minute" });
  return from <= until ? from <= time && time < until : from <= time || time < until;
}
