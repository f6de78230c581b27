import { assertEquals } from "@std/assert";
import { queueMail } from "../../../db/outbox/mails.ts";
import { transact } from "../../../db/transact.ts";
import type { Job } from "../../../jobs/runtime/job.ts";
import { JobRunner } from "../../../jobs/runtime/runner.ts";
import { openApp, startApp } from "../../helpers/app/app.ts";

const MAIL = { to: "ada@example.com", subject: "News", text: "News", userId: null };

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

Deno.test("work that a run could not do is left to the schedules for a while", async () => {
  await using app = await startApp();
  const { ctx } = app;
  await transact(ctx.db, (tx) => queueMail(tx, ctx.keys.mails, MAIL));
  let [runs, looks] = [0, 0];
  const looked = Promise.withResolvers<void>();
  const sql = new Proxy(ctx.sql, {
    apply(target, self, args) {
      if (String(args[0]).includes("next_in_ms") && ++looks === 5) looked.resolve();
      return Reflect.apply(target, self, args);
    },
  });
  const idle: Job = {
    name: "idle",
    summary: "Is tried in tests",
    schedule: "0 0 * * *",
    work: "mails",
    run: () => Promise.resolve({ runs: ++runs }),
  };
  const runner = new JobRunner({ ...ctx, sql }, new AbortController().signal, { lookMs: 5 });
  runner.listen([idle]);
  await looked.promise;
  await runner[Symbol.asyncDispose]();
  assertEquals(runs, 1);
});
