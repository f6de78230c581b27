import { join } from "node:path";
import { lockDataDir } from "../lib/embedded/data_dir.ts";
import { startPostgres } from "../lib/embedded/postgres.ts";
import { SEEDED_MARK } from "./seed/names.ts";
import { taskConfig } from "./environment.ts";
import { giveUp, runTask, say } from "./terminal.ts";

// Only files of the program itself.
const OURS = ["postgres", "kv", "s3", "secret", SEEDED_MARK];

/** Deletes all data of the embedded services under `DATA_DIR`; `--yes` skips the question. */
await runTask(async () => {
  const { DATA_DIR, DATABASE_URL, KV_URLS, S3_ENDPOINT, MODE } = taskConfig();
  if (MODE === "production" || DATABASE_URL || KV_URLS.length > 0 || S3_ENDPOINT) {
    giveUp("reset deletes embedded data only: a service is configured, or MODE is production");
  }
  await using _lock = await lockDataDir(DATA_DIR);
  const question = `Delete all data under ${DATA_DIR}?`;
  if (!Deno.args.includes("--yes") && !confirm(question)) giveUp("Nothing was deleted");
  const postgres = join(DATA_DIR, "postgres");
  // A server that a killed program left behind must stop writing.
  if (await exists(postgres)) await (await startPostgres({ dataDir: postgres })).stop();
  for (const name of OURS) {
    const path = join(DATA_DIR, name);
    if (await exists(path)) await Deno.remove(path, { recursive: true });
  }
  say(`Deleted. The next \`deno task dev\` starts from scratch in ${DATA_DIR}.`);
});

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
