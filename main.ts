import { openContext } from "./context/mod.ts";
import { crons, JobRunner, jobs } from "./jobs/mod.ts";
import { environmentOfConfig, readConfig } from "./lib/config/mod.ts";
import { createApp } from "./routes/app.ts";
import { refuseToGoOn, serve, stopSignal } from "./routes/serve.ts";

const stop = stopSignal();
const runner = Promise.withResolvers<JobRunner>();

// Deno Deploy evaluates this module to find its crons, so nothing that can fail comes before them.
for (const { name, schedule, jobs } of crons) {
  const run = async () => await (await runner.promise).runAll(jobs);
  Deno.cron(name, schedule, { signal: stop }, run);
}

const config = await Promise.try(() => readConfig(environmentOfConfig())).catch(refuseToGoOn);
await using ctx = await openContext(config).catch(refuseToGoOn);
await using running = new JobRunner(ctx, stop);
runner.resolve(running);
ctx.services.lost.catch(refuseToGoOn);
ctx.started.then(() => running.listen(jobs)).catch(refuseToGoOn);

await serve(ctx, createApp(ctx), stop);
