import { assertEquals } from "@std/assert";
import { isQuiet, timeZoneNamed } from "../../../domain/notifications/quiet_hours.ts";

const at = (text: string) => Temporal.Instant.from(text);
const night = (timeZone: string) => ({ from: "22:00", until: "07:00", timeZone });

Deno.test("quiet hours hold from their first minute to before their last, also over midnight", () => {
  const day = { from: "09:00", until: "17:00", timeZone: "UTC" };
  const quiet = (time: string, hours = day) => isQuiet(hours, at(`2026-05-01T${time}Z`));
  assertEquals(["08:59:59", "09:00:00", "16:59:59", "17:00:00"].map((time) => quiet(time)), [
    false,
    true,
    true,
    false,
  ]);
  const nightly = ["21:59:59", "22:00:00", "00:00:00", "06:59:59", "07:00:00"];
  assertEquals(nightly.map((time) => quiet(time, night("UTC"))), [false, true, true, true, false]);
});

Deno.test("quiet hours follow the local clock: daylight saving, quarters, date lines", () => {
  // At 02:00 UTC Berlin has 04:00 at the end of March, but 03:00 a week before.
  const early = { from: "03:00", until: "04:00", timeZone: "Europe/Berlin" };
  assertEquals(isQuiet(early, at("2026-03-22T02:30:00Z")), true);
  assertEquals(isQuiet(early, at("2026-03-30T02:30:00Z")), false);
  assertEquals(isQuiet(early, at("2026-03-30T01:30:00Z")), true);
  for (
    const [timeZone, first, last] of [
      ["Asia/Kathmandu", "16:15:00", "01:14:59"],
      ["Pacific/Kiritimati", "08:00:00", "16:59:59"],
      ["Etc/GMT+12", "10:00:00", "18:59:59"],
      ["Pacific/Chatham", "09:15:00", "18:14:59"],
    ] as const
  ) {
    const hours = night(timeZone);
    for (const time of [first, last]) {
      assertEquals(isQuiet(hours, at(`2026-06-01T${time}Z`)), true, `${timeZone} ${time}`);
    }
    const before = at(`2026-06-01T${first}Z`).subtract({ seconds: 1 });
    const after = at(`2026-06-01T${last}Z`).add({ seconds: 1 });
    for (const one of [before, after]) {
      assertEquals(isQuiet(hours, one), false, `${timeZone} ${one}`);
    }
  }
});

Deno.test("a time zone is one of IANA's, with its spelling; an unknown one is UTC", () => {
  const names = Intl.supportedValuesOf("timeZone");
  assertEquals(names.filter((name) => timeZoneNamed(name) === null), []);
  assertEquals(timeZoneNamed("europe/berlin"), "Europe/Berlin");
  for (const name of ["UTC", "GMT", "Asia/Kolkata", "Asia/Calcutta", "EST5EDT", "Etc/GMT-14"]) {
    assertEquals(timeZoneNamed(name), name);
  }
  for (const name of ["AET", "IST", "BST", "CST", "PST", "+05:30", "Mars/Olympus", "", " UTC"]) {
    assertEquals(timeZoneNamed(name), null, name);
  }
  assertEquals(isQuiet(night("Mars/Olympus"), at("2026-06-01T22:00:00Z")), true);
});
