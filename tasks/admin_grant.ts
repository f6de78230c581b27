import { openContext } from "../context/mod.ts";
import { grantAdmin } from "../db/accounts/roles.ts";
import { transact } from "../db/transact.ts";
import { openLog } from "../lib/log/log.ts";
import { taskConfig } from "./environment.ts";
import { giveUp, runTask, say } from "./terminal.ts";

/**
 * Grants a user the admin role: `deno task admin:grant USERNAME`. The first admin has no other way.
 */
await runTask(async () => {
  const [username, ...more] = Deno.args;
  if (username === undefined || more.length > 0) giveUp("Usage: deno task admin:grant USERNAME");
  const name = username.replace(/^@/, "");
  await using ctx = await openContext(taskConfig(), { log: openLog("pretty", "warn") });
  await ctx.started;
  const isNew = await transact(ctx.db, (tx) => grantAdmin(tx, name));
  await ctx.relay.idle();
  say(isNew ? `${name} is an admin now, in running sessions too` : `${name} is an admin already`);
});
