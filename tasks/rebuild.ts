import { wipeProjections } from "../actors/projections.ts";
import { lockDataDir } from "../lib/embedded/data_dir.ts";
import { kvPath } from "../context/services.ts";
import { taskConfig } from "./environment.ts";
import { runTask, say } from "./terminal.ts";

/**
 * Wipes KV while the program is stopped. Reads then rebuild feeds and inboxes from Postgres, and
 * clients get a `reset`.
 */
await runTask(async () => {
  const config = taskConfig();
  await using opened = new AsyncDisposableStack();
  if (!config.KV_URL) opened.use(await lockDataDir(config.DATA_DIR));
  using kv = await Deno.openKv(config.KV_URL ?? await kvPath(config.DATA_DIR));
  const counts = await wipeProjections(kv);
  for (const [kind, count] of counts) say(`${kind.padEnd(12)}${String(count).padStart(10)} rows`);
  say("KV is empty. Reads rebuild its data from Postgres.");
});
