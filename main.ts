import { openContext } from "./context/mod.ts";
import { crons, JobRunner, jobs } from "./jobs/mod.ts";
import { environmentOfConfig, readConfig } from "./lib/config/mod.ts";
import { createApp } from "./routes/app.ts";
import { refuseToGoOn, serve, stopSignal } from "./routes/serve.ts";

const config = await Promise.try(() => readConfig(environmentOfConfig())).catch(refuseToGoOn);
const stop = stopSignal();
await using ctx = await openContext(config).catch(refuseToGoOn);
await using runner = new JobRunner(ctx, stop);
ctx.services.lost.catch(refuseToGoOn);

for (const { name, schedule, jobs } of crons) {
  Deno.cron(name, schedule, { signal: stop }, () => runner.runAll(jobs));
}
ctx.started.then(() => runner.listen(jobs)).catch(refuseToGoOn);

await serve(ctx, createApp(ctx), stop);
