import { assertEquals } from "@std/assert";
import type { Job } from "../../../jobs/runtime/job.ts";
import { JobRunner } from "../../../jobs/runtime/runner.ts";
import { openApp, startApp } from "../../helpers/app/app.ts";

Deno.test("wake-ups during the runs make the job run once more, however many there were", async () => {
  await using app = await startApp();
  const ends: (() => void)[] = [];
  let runs = 0;
  const begun = Promise.withResolvers<void>();
  const job: Job = {
    name: "held",
    summary: "Is tried in tests",
    schedule: "0 0 * * *",
    run: () => {
      if (++runs === 2) begun.resolve();
      return new Promise((resolve) => {
        if (runs > 2) resolve({});
        else ends.push(() => resolve({}));
      });
    },
  };
  const runner = new JobRunner(app.ctx, new AbortController().signal);
  for (let wake = 0; wake < 10; wake++) runner.wake(job);
  await begun.promise;
  assertEquals(runs, 2);
  ends.forEach((end) => end());
  await runner[Symbol.asyncDispose]();
  assertEquals(runs, 3);
});

Deno.test("a runner that is stopped or disposed begins nothing", async () => {
  await using app = await startApp();
  const stop = new AbortController();
  const stopped = new JobRunner(app.ctx, stop.signal);
  const disposed = new JobRunner(app.ctx, new AbortController().signal);
  stop.abort();
  await disposed[Symbol.asyncDispose]();
  let runs = 0;
  const job: Job = {
    name: "late",
    summary: "Is tried in tests",
    schedule: "0 0 * * *",
    work: "media",
    run: () => Promise.resolve({ runs: ++runs }),
  };
  for (const runner of [stopped, disposed]) {
    runner.listen([job]);
    runner.wake(job);
    runner.wakeAt(job, new Date());
    await runner.runAll([job]);
    await runner[Symbol.asyncDispose]();
  }
  app.ctx.wakeUps.wake("media", null);
  assertEquals(runs, 0);
});

Deno.test("jobs that are due before the program is ready run as soon as it is", async () => {
  await using app = await openApp();
  const runner = new JobRunner(app.ctx, new AbortController().signal);
  const wasStarted = app.ctx.isStarted();
  let runs = 0;
  const job: Job = {
    name: "early",
    summary: "Is tried in tests",
    schedule: "0 0 * * *",
    run: () => Promise.resolve({ runs: ++runs }),
  };
  await runner.runAll([job]);
  assertEquals({ wasStarted, runs }, { wasStarted: false, runs: 1 });
  await runner[Symbol.asyncDispose]();
});
