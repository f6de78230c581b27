import { assertEquals } from "@std/assert";
import type { Context } from "../../../context/mod.ts";
import type { Job } from "../../../jobs/runtime/job.ts";
import { runJob } from "../../../jobs/runtime/run.ts";
import { startApp } from "../../helpers/app/app.ts";
import { openTestDatabase } from "../../helpers/app/database.ts";

const NEVER = new AbortController().signal;

function job(run: Job["run"]): Job {
  return { name: "count_sheep", summary: "Is tried in tests", schedule: "0 0 * * *", run };
}

function runsOf({ sql }: Context) {
  return sql<{ finishedAt: Date | null; result: unknown; error: string | null }[]>`
    select finished_at, result, error from job_runs order by id`;
}

Deno.test("a job that two instances begin is run by one of them", async () => {
  await using database = await openTestDatabase();
  await using one = await startApp({ database });
  await using other = await startApp({ database });
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  let runs = 0;
  const slow = job(async () => {
    runs++;
    begun.resolve();
    await end.promise;
    return { sheep: 3 };
  });
  const first = runJob(one.ctx, slow, NEVER);
  await begun.promise;
  assertEquals(await runJob(other.ctx, slow, NEVER), { state: "busy" });
  end.resolve();
  assertEquals(await first, { state: "done", result: { sheep: 3 } });
  assertEquals(runs, 1);
  assertEquals((await runJob(other.ctx, slow, NEVER)).state, "done");
});

Deno.test("a run that died is taken over once its lease has passed", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  await sql`
    insert into job_runs (id, name, leased_until)
    values (${crypto.randomUUID()}, 'count_sheep', now() + interval '1 minute')`;
  const ready = job(() => Promise.resolve({ sheep: 1 }));
  assertEquals((await runJob(app.ctx, ready, NEVER)).state, "busy");
  await sql`update job_runs set leased_until = now() - interval '1 second'`;
  assertEquals((await runJob(app.ctx, ready, NEVER)).state, "done");
  const runs = await runsOf(app.ctx);
  assertEquals(runs.map(({ result }) => result), [{ sheep: 1 }]);
});

Deno.test("a job that fails leaves its error, and is run again", async () => {
  await using app = await startApp();
  const broken = job(() => Promise.reject(new Error("the fence is down")));
  assertEquals((await runJob(app.ctx, broken, NEVER)).state, "failed");
  const mended = job(() => Promise.resolve({ sheep: 2 }));
  assertEquals((await runJob(app.ctx, mended, NEVER)).state, "done");
  const runs = await runsOf(app.ctx);
  assertEquals(runs.map(({ error }) => error), ["Error: the fence is down", null]);
  assertEquals(runs.every(({ finishedAt }) => finishedAt !== null), true);
});

Deno.test("a job that has lost its lease is aborted", async () => {
  await using app = await startApp();
  const aborted = Promise.withResolvers<void>();
  const outcome = runJob(
    app.ctx,
    job(async (ctx, signal) => {
      signal.addEventListener("abort", () => aborted.resolve());
      await ctx.sql`update job_runs set id = ${crypto.randomUUID()}`;
      await aborted.promise;
      return {};
    }),
    NEVER,
    { leaseSeconds: 0.1 },
  );
  assertEquals((await outcome).state, "done");
  const [run] = await runsOf(app.ctx);
  assertEquals(run?.finishedAt, null);
});
