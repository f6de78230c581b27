import { openContext } from "../context/mod.ts";
import { grantAdmin } from "../db/accounts/roles.ts";
import { transact } from "../db/transact.ts";
import { openLog } from "../lib/log/log.ts";
import { taskConfig } from "./environment.ts";
import { giveUp, runTask, say } from "./terminal.ts";

/** Makes somebody an admin: `deno task admin:grant USERNAME`. The first admin is made so. */
await runTask(async () => {
  const [username, ...more] = Deno.args;
  if (username === undefined || more.length > 0) giveUp("Say who: deno task admin:grant USERNAME");
  const name = username.replace(/^@/, "");
  await using ctx = await openContext(taskConfig(), { log: openLog("silent") });
  await ctx.started;
  const isNew = await transact(ctx.db, (tx) => grantAdmin(tx, name));
  await ctx.relay.idle();
  say(isNew ? `${name} is an admin now, also where signed in` : `${name} is an admin already`);
});
