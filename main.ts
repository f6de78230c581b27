import { openContext } from "./context.ts";
import { JobRunner, jobs, personalData, processMedia, sendMails } from "./jobs/mod.ts";
import { environmentOfProcess, readConfig } from "./lib/config.ts";
import { createApp } from "./routes/mod.ts";
import { refuseToStart, serve, stopSignal } from "./server.ts";

const config = await Promise.try(() => readConfig(environmentOfProcess())).catch(refuseToStart);
const stop = stopSignal();
await using ctx = await openContext(config).catch(refuseToStart);
await using runner = new JobRunner(ctx, stop);

for (const job of jobs) {
  Deno.cron(job.name, job.schedule, { signal: stop }, () => runner.run(job));
}
ctx.onMediaWaiting = () => runner.wake(processMedia);
ctx.onExportWaiting = () => runner.wake(personalData);
ctx.onMailWaiting = () => runner.wake(sendMails);
ctx.started.then(ctx.onMediaWaiting).then(ctx.onMailWaiting).catch(refuseToStart);

await serve(ctx, createApp(ctx), stop);
