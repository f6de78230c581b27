import { assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
import { jobs } from "../../jobs/mod.ts";

Deno.test("there are at most ten crons, each with a name of its own", () => {
  assertLessOrEqual(jobs.length, 10);
  assertEquals(new Set(jobs.map(({ name }) => name)).size, jobs.length);
  for (const { name, schedule } of jobs) {
    assertMatch(name, /^[a-z_]{1,64}$/);
    assertEquals(schedule.split(" ").length, 5);
  }
});
