import { openContext } from "../context/mod.ts";
import { jobs } from "../jobs/mod.ts";
import { runJob } from "../jobs/runtime/run.ts";
import { openLog } from "../lib/log/log.ts";
import { stopSignal } from "../routes/serve.ts";
import { taskConfig } from "./environment.ts";
import { giveUp, runTask, say } from "./terminal.ts";

/** Runs one job by hand: `deno task job NAME`. Without a name it lists all jobs. */
await runTask(async () => {
  const [name] = Deno.args;
  const job = jobs.find((job) => job.name === name);
  if (name === undefined) {
    for (const { name, schedule, summary } of jobs) {
      say(`${name.padEnd(28)}${schedule.padEnd(16)}${summary}`);
    }
    return;
  }
  if (!job) giveUp(`There is no job ${name}; \`deno task job\` lists all jobs`);
  const stop = stopSignal();
  await using ctx = await openContext(taskConfig(), { log: openLog("pretty", "warn") });
  await ctx.started;
  const outcome = await runJob(ctx, job, stop);
  if (outcome.state === "failed") throw outcome.error;
  if (outcome.state === "busy") say(`${job.name}: another program is running it`);
  else say(`${job.name}: ${JSON.stringify(outcome.result)}`);
});
