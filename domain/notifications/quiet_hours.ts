/** A part of each day, as `HH:MM` in a time zone of IANA's; it may go over midnight. */
export interface QuietHours {
  from: string;
  until: string;
  timeZone: string;
}

const TIME_ZONE_NAME = /^[A-Za-z][\w+/-]{0,63}$/;

/**
 * Returns a time zone's name as IANA spells it, or null where IANA has none of that name. Only
 * `Temporal` is asked, which also tells the time there: `Intl` and Postgres know other names, and
 * mean different places by `IST`.
 */
export function timeZoneNamed(name: string): string | null {
  if (!TIME_ZONE_NAME.test(name)) return null;
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId;
  } catch {
    return null;
  }
}

/** Returns whether quiet hours hold at a moment. A time zone that is no longer known is UTC. */
export function isQuiet({ from, until, timeZone }: QuietHours, at: Temporal.Instant): boolean {
  const zone = timeZoneNamed(timeZone) ?? "UTC";
  const time = at.toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: "minute" });
  return from <= until ? from <= time && time < until : from <= time || time < until;
}
