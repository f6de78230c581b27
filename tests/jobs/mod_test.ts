import { assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
import { crons, jobs } from "../../jobs/mod.ts";

Deno.test("there are at most ten crons, and every job is in one, under its own name", () => {
  assertLessOrEqual(crons.length, 10);
  assertEquals(new Set(crons.flatMap((cron) => cron.jobs)), new Set(jobs));
  assertEquals(new Set(crons.map(({ name }) => name)).size, crons.length);
  for (const { name } of crons) assertMatch(name, /^[a-z0-9_ ]{1,64}$/);
  assertEquals(new Set(jobs.map(({ name }) => name)).size, jobs.length);
  for (const { name, schedule } of jobs) {
    assertMatch(name, /^[a-z_]{1,64}$/);
    assertEquals(schedule.split(" ").length, 5);
  }
});
