import { join } from "node:path";
import { migrate } from "../db/migrate.ts";
import { openSql } from "../db/pool.ts";
import { lockDataDir } from "../lib/embedded/data_dir.ts";
import { startPostgres } from "../lib/embedded/postgres.ts";
import { taskConfig } from "./environment.ts";
import { runTask, say } from "./terminal.ts";

/** Applies the missing migrations, as the program does at its start. */
await runTask(async () => {
  const config = taskConfig();
  await using opened = new AsyncDisposableStack();
  const database = config.DATABASE_URL ?? await embedded();
  const sql = openSql(database, 2, "migration");
  opened.defer(() => sql.end({ timeout: 2 }));
  const applied = await migrate(sql);
  say(applied.length > 0 ? `Applied: ${applied.join(", ")}` : "Nothing to apply");

  async function embedded() {
    opened.use(await lockDataDir(config.DATA_DIR));
    const postgres = await startPostgres({ dataDir: join(config.DATA_DIR, "postgres") });
    return opened.use(postgres).connection;
  }
});
