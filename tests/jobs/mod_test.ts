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

Deno.test("every job of the folder is in the list", async () => {
  const folder = new URL("../../jobs/", import.meta.url);
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const text = await Deno.readTextFile(new URL(name, folder));
    if (/^export const \w+: Job\b/m.test(text)) names.push(name.replace(".ts", ""));
  }
  assertEquals(names.sort(), jobs.map(({ name }) => name).sort());
});
