import { listParkedEvents, retryParkedEvents } from "../db/outbox/failed_events.ts";
import { openContext } from "../context/mod.ts";
import { isId } from "../domain/ids.ts";
import { openLog } from "../lib/log/log.ts";
import { taskConfig } from "./environment.ts";
import { giveUp, runTask, say } from "./terminal.ts";

const LISTED_MAX = 1000;

/**
 * Delivers parked events again: `deno task outbox:retry all`, or the ids of some. Events are parked
 * when their delivery fails. Without arguments it lists them.
 */
await runTask(async () => {
  const ids = Deno.args[0] === "all" ? null : Deno.args;
  if (ids?.some((id) => !isId(id))) giveUp("Usage: deno task outbox:retry [all | ID …]");
  await using ctx = await openContext(taskConfig(), { log: openLog("pretty", "warn") });
  await ctx.started;
  if (ids?.length === 0) {
    for (const { id, type, error } of await listParkedEvents(ctx.sql, LISTED_MAX)) {
      say(`${id}  ${type}  ${error}`);
    }
    return;
  }
  const count = await retryParkedEvents(ctx.sql, ids);
  await ctx.relay.idle();
  say(`${count} events were delivered again, or parked again if they still fail.`);
});
