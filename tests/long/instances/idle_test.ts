import { assert, assertEquals } from "@std/assert";
import { openSql } from "../../../db/pool.ts";
import { one, type SqlPool } from "../../../db/sql.ts";
import { crons, JobRunner, jobs } from "../../../jobs/mod.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { openTestDatabase } from "../../helpers/app/database.ts";
import { type KvServer, openKvServer } from "../../helpers/kv/server.ts";
import { Person } from "../../helpers/people/person.ts";
import { follow, ok, publish } from "../../helpers/people/steps.ts";

const INSTANCES = 10;
const MEASURED_SECONDS = 20;
/** Idle connections of Postgres count their transactions after this time at the latest. */
const COUNTED_SECONDS = 11;

/** Returns how many transactions of a database, and reads of KV, there were so far. */
async function figures(sql: SqlPool, kv: KvServer) {
  await sql`select pg_sleep(${COUNTED_SECONDS})`;
  const { transactions } = await one(sql<{ transactions: number }[]>`
    select (xact_commit + xact_rollback)::float8 as transactions
    from pg_stat_database where datname = current_database()`);
  return { transactions, reads: kv.requests.reads, at: performance.now() };
}

Deno.test("ten idle instances ask Postgres and KV next to nothing", async () => {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await openTestDatabase());
  const kv = opening.use(openKvServer());
  const sql = openSql(database.address, 1, "work");
  opening.defer(() => sql.end());
  const apps: TestApp[] = [];
  for (let n = 0; n < INSTANCES; n++) {
    apps.push(
      opening.use(await startApp({ database, env: { KV_URL: kv.url, DATABASE_POOL_SIZE: "2" } })),
    );
  }
  const [first] = apps as [TestApp];
  const [ada, bob] = await first.people("ada", "bob");
  await follow(first, bob, ada);
  for (const { fetch } of apps) {
    ok(await new Person(fetch, "bob", bob.id, bob.accessToken, bob.refreshToken).get("/feed"), 200);
  }
  await publish(first, ada);
  await first.settled();

  const stop = new AbortController();
  let minute = Date.now();
  const runners = apps.map(({ ctx }) =>
    opening.use(new JobRunner(ctx, stop.signal, { now: () => minute }))
  );
  // The others look for nothing, and listening would only open more connections.
  const isLooking = () => apps.map(({ ctx }) => ctx.isFirst());
  while (!isLooking().includes(true)) await sql`select`;
  runners[isLooking().indexOf(true)]!.listen(jobs);
  const everyMinute = crons.find(({ schedule }) => schedule === "* * * * *")!;
  const fireCron = () => Promise.all(runners.map((runner) => runner.runAll(everyMinute.jobs)));
  await fireCron();

  const before = await figures(sql, kv);
  await sql`select pg_sleep(${MEASURED_SECONDS})`;
  const after = await figures(sql, kv);
  const seconds = (after.at - before.at) / 1000;
  // The measuring itself: one `figures` and one wait.
  const resting = (after.transactions - before.transactions - 3) / seconds;
  const reads = (after.reads - before.reads) / seconds;

  minute += 60_000;
  await fireCron();
  const last = await figures(sql, kv);
  const jobsSeconds = (last.at - after.at) / 1000;
  const ofJobs = (last.transactions - after.transactions - 2 - resting * jobsSeconds) / 60;
  // A cron runs once a minute.
  const measured = `${resting} and ${ofJobs} transactions, ${reads} reads a second`;
  assertEquals(isLooking().filter((looks) => looks).length, 1);
  assert(resting + ofJobs <= 5, measured);
  assert(reads <= 10, measured);
});
