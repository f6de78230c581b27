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
  const isEmbedded = config.KV_URLS.length === 0;
  if (isEmbedded) opened.use(await lockDataDir(config.DATA_DIR));
  for (const url of isEmbedded ? [await kvPath(config.DATA_DIR)] : config.KV_URLS) {
    using kv = await Deno.openKv(url);
    const counts = await wipeProjections(kv);
    for (const [kind, count] of counts) say(`${kind.padEnd(12)}${String(count).padStart(10)} rows`);
  }
  say("KV is empty. Reads rebuild its data from Postgres.");
});
