import { assertEquals } from "@std/assert";
import type { Context } from "../../../context/mod.ts";
import { claimRuns } from "../../../db/operations/job_runs.ts";
import { listWaiting } from "../../../db/operations/waiting_work.ts";
import type { Job } from "../../../jobs/runtime/job.ts";
import { runJob } from "../../../jobs/runtime/run.ts";
import { JobRunner } from "../../../jobs/runtime/runner.ts";
import { within } from "../../../lib/deadline.ts";
import { startApp } from "../../helpers/app/app.ts";
import { openTestDatabase } from "../../helpers/app/database.ts";

const NEVER = new AbortController().signal;
const NOON = Date.parse("2026-11-30T12:00:00Z");
const MINUTE_MS = 60_000;

function job(run: Job["run"]): Job {
  return { name: "count_sheep", summary: "Is tried in tests", schedule: "* * * * *", run };
}

const runsOf = ({ sql }: Context) =>
  sql<{ scheduledFor: Date | null; result: unknown; error: string | null; attempts: number }[]>`
    select scheduled_for, result, error, attempts from job_runs order by scheduled_for`;

const claim = async ({ sql }: Context, minute: Date) =>
  (await claimRuns(sql, ["count_sheep"], minute, 60)).get("count_sheep");

/** The dead one may still be thought to be the first. */
const first = (ctx: Context): Context => ({ ...ctx, isFirst: () => true });

const endLeases = ({ sql }: Context) =>
  sql`update job_runs set leased_until = now() - interval '1 second'`;

Deno.test("three instances run a job once for each minute, one after the other and with clocks apart", async () => {
  await using database = await openTestDatabase();
  await using opening = new AsyncDisposableStack();
  const offsets = [3, -2, 2500];
  let now = NOON;
  const runners = [];
  for (const offset of offsets) {
    const app = opening.use(await startApp({ database }));
    runners.push(opening.use(new JobRunner(app.ctx, NEVER, { now: () => now + offset })));
  }
  let runs = 0;
  const sheep = job(() => Promise.resolve({ sheep: ++runs }));
  for (let minute = 1; minute <= 3; minute++) {
    // Each run is over before the next cron fires.
    for (const runner of runners) await runner.runAll([sheep]);
    assertEquals(runs, minute);
    await Promise.all(runners.map((runner) => runner.runAll([sheep])));
    assertEquals(runs, minute);
    now += MINUTE_MS;
  }
});

Deno.test("a run whose program died is taken over for its minute by another instance, once", async () => {
  await using database = await openTestDatabase();
  await using dead = await startApp({ database });
  await using alive = await startApp({ database });
  const minute = new Date(NOON);
  assertEquals((await claim(dead.ctx, minute))?.attempts, 1);
  const begun = Promise.withResolvers<void>();
  let runs = 0;
  const sheep = job(() => {
    begun.resolve();
    return Promise.resolve({ sheep: ++runs });
  });
  {
    await using runner = new JobRunner(first(alive.ctx), NEVER, { lookMs: 10 });
    runner.listen([sheep]);
    assertEquals((await listWaiting(alive.ctx.sql)).length, 0);
    await endLeases(dead.ctx);
    await within(60_000, begun.promise);
  }
  const [run, ...others] = await runsOf(alive.ctx);
  assertEquals(others, []);
  assertEquals(run, { scheduledFor: minute, result: { sheep: 1 }, error: null, attempts: 2 });
  assertEquals(await runJob(dead.ctx, sheep, NEVER, { scheduledFor: minute }), { state: "busy" });
  assertEquals(runs, 1);
});

Deno.test("a run that ends each program that begins it is given up, and the next minute runs", async () => {
  await using app = await startApp();
  const { ctx } = app;
  const minute = new Date(NOON);
  for (let attempt = 1; attempt <= 3; attempt++) {
    assertEquals((await claim(ctx, minute))?.attempts, attempt);
    await endLeases(ctx);
  }
  let runs = 0;
  const sheep = job(() => Promise.resolve({ sheep: ++runs }));
  assertEquals((await runJob(ctx, sheep, NEVER, { scheduledFor: minute })).state, "failed");
  assertEquals(runs, 0);
  const next = new Date(NOON + MINUTE_MS);
  assertEquals((await runJob(ctx, sheep, NEVER, { scheduledFor: next })).state, "done");
  const errors = (await runsOf(ctx)).map(({ error }) => error);
  assertEquals(errors, ["Error: Every attempt was cut short", null]);
});

Deno.test("a run by hand takes over one that died, and takes no minute of the schedule", async () => {
  await using app = await startApp();
  const { ctx } = app;
  const minute = new Date(NOON);
  const sheep = job(() => Promise.resolve({ sheep: 1 }));
  assertEquals((await runJob(ctx, sheep, NEVER)).state, "done");
  assertEquals((await runJob(ctx, sheep, NEVER)).state, "done");
  await claim(ctx, minute);
  assertEquals(await runJob(ctx, sheep, NEVER), { state: "busy" });
  await endLeases(ctx);
  assertEquals((await runJob(ctx, sheep, NEVER)).state, "done");
  const minutes = (await runsOf(ctx)).map(({ scheduledFor }) => scheduledFor);
  assertEquals(minutes, [minute, null, null]);
});
