import { openContext } from "./context.ts";
import {
  crons,
  JobRunner,
  personalData,
  processMedia,
  publishScheduledPosts,
  sendMails,
} from "./jobs/mod.ts";
import { environmentOfProcess, readConfig } from "./lib/config.ts";
import { createApp } from "./routes/mod.ts";
import { refuseToStart, serve, stopSignal } from "./server.ts";

const config = await Promise.try(() => readConfig(environmentOfProcess())).catch(refuseToStart);
const stop = stopSignal();
await using ctx = await openContext(config).catch(refuseToStart);
await using runner = new JobRunner(ctx, stop);

for (const { name, schedule, jobs } of crons) {
  Deno.cron(name, schedule, { signal: stop }, () => runner.runAll(jobs));
}
ctx.onMediaWaiting = () => runner.wake(processMedia);
ctx.onPostScheduled = (publishAt) => runner.wakeAt(publishScheduledPosts, publishAt);
ctx.onExportWaiting = () => runner.wake(personalData);
ctx.onMailWaiting = () => runner.wake(sendMails);
ctx.started.then(ctx.onMediaWaiting).then(ctx.onMailWaiting)
  .then(() => runner.wake(publishScheduledPosts)).catch(refuseToStart);

await serve(ctx, createApp(ctx), stop);
