import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openSql } from "../db/pool.ts";
import { environmentOfProcess } from "../lib/config/mod.ts";
import { startPostgres } from "../lib/embedded/postgres.ts";
import { once } from "../lib/once.ts";
import { runChild } from "./child.ts";
import { listTestFiles } from "./test_files.ts";
import { filterOf, readReport, type TestReport } from "./test_reports.ts";
import { runTask, say } from "./terminal.ts";

/** Two shards a core, because a test waits for half of its time. */
const SHARDS = 2 * navigator.hardwareConcurrency;
/** Tests of the data that all other tests recorded. */
const AFTER = "tests/after";
/** More failures are a fault of the program, not a pause of the machine. */
const TRIED_AGAIN_MAX = 3;
// Types are checked by `deno check .`, once for all shards.
const FLAGS = [
  "-A",
  "--no-check",
  "--config=deno.json",
  "--parallel",
  "--sanitize-ops",
  "--sanitize-resources",
];

/**
 * Runs the tests on their own database server, or on that of `TEST_DATABASE_URL`. Passes arguments
 * to `deno test`, and ends with a line "N passed, N failed".
 */
await runTask(async () => {
  const directory = await Deno.makeTempDir({ prefix: "tintype-tests-" });
  // PostgreSQL does not run as root; its own account must be able to enter.
  await Deno.chmod(directory, 0o755);
  let code = 1;
  try {
    const { TEST_DATABASE_URL } = environmentOfProcess();
    await using server = TEST_DATABASE_URL
      ? shareServer(TEST_DATABASE_URL)
      : await openServer(join(directory, "postgres"));
    const results: ShardResult[] = [];
    for (const shards of await planSteps(directory)) {
      const run = (shard: Shard) => runShard(shard, server.env, directory);
      results.push(...await Promise.all(shards.map(run)));
    }
    if (environmentOfProcess()["TEST_TRIES"] === "2") {
      for (const result of results) await tryAgain(result, server.env, directory);
    }
    code = Math.max(...results.map((result) => result.code));
    const sum = (numbers: number[]) => numbers.reduce((one, other) => one + other, 0);
    const passed = sum(results.map((result) => result.passed));
    say(`${passed} passed, ${sum(results.map((result) => result.failed))} failed`);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
  Deno.exitCode = code;
});

/** Starts a server for all tests, which may also use its programs. */
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
    [Symbol.asyncDispose]: once(() => server.stop()),
  };
}

/** Uses a shared server, and drops this run's databases afterwards. */
function shareServer(address: string) {
  const prefix = `t_${crypto.randomUUID().slice(0, 8)}_`;
  return {
    env: { TEST_DATABASE_PREFIX: prefix },
    [Symbol.asyncDispose]: once(async () => {
      const sql = openSql(address, 1, "work");
      const made = await sql<{ datname: string }[]>`
        select datname from pg_database where starts_with(datname, ${prefix})`;
      for (const { datname } of made) await sql`drop database ${sql(datname)} with (force)`;
      await sql.end();
    }),
  };
}

/** Tests that run one after another, in parallel with other shards. */
interface Shard {
  /** Files beside those in the arguments. */
  files: readonly string[];
  env: Record<string, string>;
}

/** A shard that has run. */
interface ShardResult extends TestReport {
  shard: Shard;
  code: number;
}

async function runShard(
  shard: Shard,
  env: Record<string, string>,
  directory: string,
): Promise<ShardResult> {
  const report = join(directory, `${crypto.randomUUID()}.xml`);
  const code = await runChild({
    args: ["test", ...FLAGS, `--junit-path=${report}`, ...Deno.args, ...shard.files],
    env: { ...env, ...shard.env },
  });
  const result = await readReport(report);
  // A file that does not compile fails without being counted.
  return { ...result, shard, code, failed: Math.max(result.failed, code === 0 ? 0 : 1) };
}

/**
 * Runs the failed tests of a shard once more, alone, and says which they were. Some tests measure
 * times, and a shared machine may pause for longer than they allow (decision 50).
 */
async function tryAgain(
  result: ShardResult,
  env: Record<string, string>,
  directory: string,
): Promise<void> {
  const { shard, failed, failedTests } = result;
  if (failedTests.length === 0 || failedTests.length > TRIED_AGAIN_MAX) return;
  const files = [...shard.files, filterOf(failedTests)];
  const again = await runShard({ files, env: { ...shard.env, DENO_JOBS: "1" } }, env, directory);
  if (again.code !== 0) return;
  for (const name of failedTests) say(`passed at the second try: ${name}`);
  Object.assign(result, { code: 0, passed: result.passed + failed, failed: 0 });
}

/**
 * Plans the shards. All tests run in several shards. On real storage each bucket has one shard,
 * because a test expects an empty bucket. Tests of {@link AFTER} follow. Files in the arguments run
 * in one shard.
 */
async function planSteps(directory: string): Promise<Shard[][]> {
  const { TEST_S3_ENDPOINT, TEST_S3_BUCKETS } = environmentOfProcess();
  if (!Deno.args.every((argument) => argument.startsWith("-"))) {
    return [[{ files: [], env: TEST_S3_ENDPOINT ? { DENO_JOBS: "1" } : {} }]];
  }
  const envs: Shard["env"][] = TEST_S3_ENDPOINT
    ? TEST_S3_BUCKETS?.split(" ").map((bucket) => ({ TEST_S3_BUCKET: bucket })) ?? [{}]
    : Array.from({ length: SHARDS }, () => ({}));
  const files = await listTestFiles();
  const TEST_COLUMNS = await Deno.makeTempDir({ dir: directory });
  const shards = await Promise.all(envs.map(async (env, number) => {
    const own = files.filter((_, place) => place % envs.length === number);
    const entry = await writeEntry(join(directory, `shard${number}_test.ts`), own);
    return { files: [entry], env: { ...env, TEST_COLUMNS } };
  }));
  return [shards, [{ files: [AFTER], env: { TEST_COLUMNS } }]];
}

/**
 * Writes one module for all files of a shard; separate modules would each load the program again.
 */
async function writeEntry(path: string, files: readonly string[]): Promise<string> {
  const imports = files.map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};\n`);
  await Deno.writeTextFile(path, imports.join(""));
  return path;
}
