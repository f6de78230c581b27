import { join } from "node:path";
import { openSql } from "../db/sql.ts";
import { environmentOfProcess } from "../lib/config.ts";
import { startPostgres } from "../lib/embedded/postgres.ts";
import { runChild } from "./child.ts";
import { runTask, say } from "./terminal.ts";

const FLAGS = ["-A", "--sanitize-ops", "--sanitize-resources"];
const NEVER = "tests/crash,.data";
/** What takes minutes runs by its name only. */
const LONG = "tests/long";
/** What takes longest begins first, so that no core is left without work at the end. */
const LONGEST_FIRST = ["tests/matrix", "tests/tasks", "tests/main_test.ts", "tests/lib"];

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
    const { TEST_DATABASE_URL } = environmentOfProcess();
    await using server = TEST_DATABASE_URL
      ? shareServer(TEST_DATABASE_URL)
      : await openServer(join(directory, "postgres"));
    const isWhole = Deno.args.every((argument) => argument.startsWith("-"));
    const files = isWhole ? await allTests() : [];
    const flags = [
      ...FLAGS,
      `--ignore=${NEVER}`,
      ...(isParallel() ? ["--parallel"] : []),
      `--junit-path=${report}`,
    ];
    code = await runChild({ args: ["test", ...flags, ...Deno.args, ...files], env: server.env });
    say(await summary(report, code));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
  Deno.exitCode = code;
});

/** All but the long ones, by name: Deno forgets what to ignore where one path lies in another. */
async function allTests(): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir("tests"));
  const paths = entries.filter(({ name, isDirectory }) => isDirectory || name.endsWith("_test.ts"))
    .map(({ name }) => `tests/${name}`).sort();
  const further = paths.filter((path) => path !== LONG && !LONGEST_FIRST.includes(path));
  return [...LONGEST_FIRST, ...further];
}

/** A server for all tests, which may also borrow its programs. */
async function openServer(dataDir: string) {
  const server = await startPostgres({ dataDir, fsync: false });
  const names = (await Array.fromAsync(Deno.readDir(dataDir))).map(({ name }) => name);
  const copy = names.find((name) => name.startsWith("native-"));
  return {
    env: {
      TEST_DATABASE: JSON.stringify(server.connection),
      TEST_DATABASE_PREFIX: "t_",
      ...(copy ? { TEST_POSTGRES_COPY: join(dataDir, copy) } : {}),
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/** A server that others use, too: what was made there for this run is dropped. */
function shareServer(address: string) {
  const prefix = `t_${crypto.randomUUID().slice(0, 8)}_`;
  return {
    env: { TEST_DATABASE_PREFIX: prefix },
    async [Symbol.asyncDispose]() {
      const sql = openSql(address, 1);
      const made = await sql<{ datname: string }[]>`
        select datname from pg_database where starts_with(datname, ${prefix})`;
      for (const { datname } of made) await sql`drop database ${sql(datname)} with (force)`;
      await sql.end();
    },
  };
}

/** One file a core; real services are shared, and there a test finds its bucket empty. */
function isParallel(): boolean {
  const { TEST_S3_ENDPOINT, TEST_REDIS_URL } = environmentOfProcess();
  return !TEST_S3_ENDPOINT && !TEST_REDIS_URL;
}

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
