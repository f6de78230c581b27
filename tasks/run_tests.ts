import { join } from "node:path";
import { environmentOfProcess } from "../lib/config.ts";
import { startPostgres } from "../lib/embedded/postgres.ts";
import { runChild } from "./child.ts";
import { runTask, say } from "./terminal.ts";

const FLAGS = ["-A", "--sanitize-ops", "--sanitize-resources", "--ignore=tests/crash,.data"];

/**
 * Runs the tests on a database server of their own (or on that of `TEST_DATABASE_URL`), passes
 * arguments on to `deno test`, and ends with a line "N passed, N failed".
 */
await runTask(async () => {
  const directory = await Deno.makeTempDir({ prefix: "tintype-tests-" });
  // PostgreSQL does not run as root: whoever it runs as must get through.
  await Deno.chmod(directory, 0o755);
  let code = 1;
  try {
    const report = join(directory, "report.xml");
    const server = environmentOfProcess().TEST_DATABASE_URL
      ? null
      : await startPostgres({ dataDir: join(directory, "postgres"), fsync: false });
    await using _server = server;
    const env = server ? { TEST_DATABASE: JSON.stringify(server.connection) } : {};
    const args = ["test", ...FLAGS, `--junit-path=${report}`, ...Deno.args];
    code = await runChild({ args, env });
    say(await summary(report, code));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
  Deno.exitCode = code;
});

async function summary(report: string, code: number): Promise<string> {
  const text = await Deno.readTextFile(report).catch(() => "");
  const totals = /<testsuites [^>]*>/.exec(text)?.[0] ?? "";
  const number = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(totals)?.[1] ?? 0);
  const failed = number("failures") + number("errors");
  const skipped = text.match(/<skipped\b/g)?.length ?? 0;
  // A file that does not compile fails without being counted.
  const reported = Math.max(failed, code === 0 ? 0 : 1);
  return `${number("tests") - failed - skipped} passed, ${reported} failed`;
}
