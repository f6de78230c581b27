import { join } from "node:path";
import { openContext } from "../context/mod.ts";
import { openLog } from "../lib/log/log.ts";
import { createApp } from "../routes/app.ts";
import { stopSignal } from "../routes/serve.ts";
import { taskConfig } from "./environment.ts";
import { seed } from "./seed/mod.ts";
import { SEEDED_MARK } from "./seed/names.ts";
import { runTask, say } from "./terminal.ts";

/**
 * Creates the demo people and their pictures while the program is stopped. A repetition changes
 * nothing.
 */
await runTask(async () => {
  const config = taskConfig();
  const stop = stopSignal();
  await using ctx = await openContext(config, { log: openLog("pretty", "warn") });
  await ctx.started;
  const app = createApp(ctx);
  const isOurs = (url: string) => url.startsWith(`${config.PUBLIC_URL}/`);
  const seeded = await seed(ctx, async (request) => {
    stop.throwIfAborted();
    return isOurs(request.url) ? await app.fetch(request) : await fetch(request);
  });
  await ctx.relay.idle();
  await Deno.mkdir(config.DATA_DIR, { recursive: true });
  await Deno.writeTextFile(join(config.DATA_DIR, SEEDED_MARK), "The demo was made here.\n");
  say(Object.entries(seeded).map(([what, count]) => `${count} ${what}`).join(", ") + " added");
});
