import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { filterOf, readReport } from "../../tasks/test_reports.ts";

const TESTS = `
import { exists } from "./exists.ts";
Deno.test("fine", () => {});
Deno.test("odd (name) | with <marks> & [more] / $", async (t) => {
  await t.step("a step", () => {
    if (!exists) throw new Error("the first time it fails");
  });
});
Deno.test({ name: "left out", ignore: true, fn() {} });
`;

Deno.test("a report names the failed tests, and the filter runs only these", async () => {
  const directory = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(directory, "some_test.ts"), TESTS);
    const say = (exists: boolean) =>
      Deno.writeTextFile(join(directory, "exists.ts"), `export const exists: boolean = ${exists};`);
    await say(false);
    const first = await runIn(directory);
    assertEquals(first, {
      passed: 1,
      failed: 2,
      failedTests: ["odd (name) | with <marks> & [more] / $"],
    });
    await say(true);
    const second = await runIn(directory, filterOf(first.failedTests));
    assertEquals(second, { passed: 2, failed: 0, failedTests: [] });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("a missing report has no tests", async () => {
  assertEquals(await readReport("/nowhere.xml"), { passed: 0, failed: 0, failedTests: [] });
});

async function runIn(directory: string, ...args: string[]) {
  const report = join(directory, "report.xml");
  await new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-check", `--junit-path=${report}`, ...args, "some_test.ts"],
    cwd: directory,
    stdout: "null",
    stderr: "null",
  }).output();
  return await readReport(report);
}
