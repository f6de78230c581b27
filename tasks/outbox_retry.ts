import { listParkedEvents, retryParkedEvents } from "../db/outbox/failed_events.ts";
import { openContext } from "../context/mod.ts";
import { isId } from "../domain/ids.ts";
import { openLog } from "../lib/log/log.ts";
import { taskConfig } from "./environment.ts";
import { giveUp, runTask, say } from "./terminal.ts";

const LISTED_MAX = 1000;

/**
 * Delivers events again that were parked because they failed: `deno task outbox:retry all`, or the
 * ids of some. Without them it lists what is parked.
 */
await runTask(async () => {
  const ids = Deno.args[0] === "all" ? null : Deno.args;
  if (ids?.some((id) => !isId(id))) giveUp("Say which: deno task outbox:retry all, or their ids");
  await using ctx = await openContext(taskConfig(), { log: openLog("silent") });
  await ctx.started;
  if (ids?.length === 0) {
    for (const { id, type, error } of await listParkedEvents(ctx.sql, LISTED_MAX)) {
      say(`${id}  ${type}  ${error}`);
    }
    return;
  }
  const count = await retryParkedEvents(ctx.sql, ids);
  await ctx.relay.idle();
  say(`${count} events were delivered again, or parked again where they still fail.`);
});
