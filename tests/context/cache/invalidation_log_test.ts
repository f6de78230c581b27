import { assertEquals, assertGreater, assertLess, assertRejects } from "@std/assert";
import { Activity } from "../../../context/activity.ts";
import { InvalidationLog } from "../../../context/cache/invalidation_log.ts";
import type { SqlPool } from "../../../db/sql.ts";
import { WriterId } from "../../../domain/events/writer_id.ts";
import { AppError } from "../../../lib/errors.ts";
import { openOutbox } from "../../helpers/app/outbox.ts";

/** Called before and after each read. */
interface Trouble {
  before?(): Promise<void> | void;
  after?(rows: object[]): Promise<void> | void;
}

/** Opens a log that records its effects, and counts and can hold up its reads. */
async function openLog({ ageMsMax = 0 } = {}) {
  await using opening = new AsyncDisposableStack();
  const { sql } = opening.use(await openOutbox(4));
  const received: string[] = [];
  const trouble: Trouble = {};
  let reads = 0;
  const watched = async (...query: Parameters<SqlPool>) => {
    reads++;
    await trouble.before?.();
    const rows = await sql(...query);
    await trouble.after?.(rows);
    return rows;
  };
  const writerId = new WriterId();
  const activity = new Activity();
  const log = opening.use(
    new InvalidationLog({
      sql: watched as unknown as SqlPool,
      writerId,
      ageMsMax,
      activity,
      handlers: {
        invalidate: ({ cache, id }) => received.push(`${cache}:${id}`),
        applyCounters: ({ postId, likes }) => received.push(`${likes} likes of ${postId}`),
        missedInvalidations: () => received.push("missed"),
      },
    }),
  );
  await log.current();
  const write = async (entries: string, { writer = "other", counters = "[]" } = {}) => {
    const [row] = await sql<{ xid: string }[]>`
      insert into invalidations (writer, entries, counters)
      values (${writer}, ${entries}, ${counters}::text::json)
      returning xid::text`;
    return Number(row!.xid);
  };
  const resources = opening.move();
  return {
    log,
    sql,
    write,
    writerId,
    activity,
    trouble,
    reads: () => reads,
    /** Returns the effects since the last call. */
    effects: () => received.splice(0),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

Deno.test("the first read drops all memory, as it may be older than the log", async () => {
  await using opened = await openLog();
  assertEquals(opened.effects(), ["missed"]);
});

Deno.test("a request with a transaction that was not seen waits until it is, and others do not wait", async () => {
  await using opened = await openLog();
  const { log, write, effects } = opened;
  effects();
  const counters = '[{"postId":"p","likes":3,"comments":0,"reposts":0,"rev":9}]';
  const xid = await write("post:p user:u", { counters });
  await log.current(xid);
  assertEquals(effects(), ["post:p", "user:u", "3 likes of p"]);
  assertEquals(log.current(xid), undefined);
  assertEquals(log.current(), undefined);
});

Deno.test("a request does not trust a read that began before its transaction", async () => {
  await using opened = await openLog();
  const { log, write, effects, trouble } = opened;
  effects();
  const hasRead = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  trouble.after = () => {
    delete trouble.after;
    hasRead.resolve();
    return release.promise;
  };
  const early = log.current(await write("post:before"));
  await hasRead.promise;
  const late = log.current(await write("post:after"));
  release.resolve();
  await Promise.all([early, late]);
  assertEquals(effects(), ["post:before", "post:after"]);
});

Deno.test("own rows are not applied again, except those of a write whose outcome was unknown", async () => {
  await using opened = await openLog();
  const { log, write, effects, writerId } = opened;
  effects();
  await log.current(await write("post:own", { writer: writerId.value }));
  assertEquals(effects(), []);
  const old = writerId.value;
  writerId.renew();
  await log.current(await write("post:unknown", { writer: old }));
  assertEquals(effects(), ["post:unknown"]);
});

Deno.test("an own write whose outcome becomes unknown during a read is applied by this read", async () => {
  await using opened = await openLog();
  const { log, write, effects, writerId, trouble } = opened;
  effects();
  const old = writerId.value;
  let xid = 0;
  trouble.before = async () => {
    delete trouble.before;
    writerId.renew();
    xid = await write("post:unknown", { writer: old });
  };
  await log.current(await write(""));
  assertEquals(effects(), ["post:unknown"]);
  assertEquals(log.current(xid), undefined);
});

Deno.test("memory is dropped if rows may be missing, if there are too many, or if one is not understood", async () => {
  await using opened = await openLog();
  const { log, sql, write, effects, trouble } = opened;
  const dropped = ["missed"];
  effects();
  await log.current(await write("post:p moods:m"));
  assertEquals(effects(), dropped);

  const [many] = await sql<{ xid: string }[]>`
    with written as (
      insert into invalidations (writer, entries)
      select 'other', 'post:' || n from generate_series(1, 2001) as n
    )
    select pg_current_xact_id()::text as xid`;
  await log.current(Number(many!.xid));
  assertEquals(effects(), dropped);

  // Its own rows are already below the horizon.
  const [gone] = await sql<{ xid: string }[]>`
    insert into invalidation_horizon (deleted_below, next_below)
    select next, next from (
      select (pg_current_xact_id()::text::bigint + 1)::text::xid8 as next
    ) as n
    returning pg_current_xact_id()::text as xid`;
  await log.current(Number(gone!.xid));
  assertEquals(effects(), dropped);
  // Until transactions of other databases end, they may be older than the horizon.
  let heard = dropped;
  while (heard[0] === "missed") {
    await log.current(await write("post:p"));
    heard = effects();
  }
  assertEquals(heard, ["post:p"]);

  trouble.after = ([row]) => void Object.assign(row!, { serverLife: "another" });
  await log.current(await write("post:p"));
  assertEquals(effects(), dropped);
  await log.current(await write("post:p"));
  assertEquals(effects(), ["post:p"]);
});

Deno.test("the log of a busy instance is read without being asked, and that of an idle one is not", async () => {
  await using opened = await openLog();
  const { log, activity, write, reads, effects, trouble } = opened;
  effects();
  const [heard, resting] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const connection = activity.begin();
  await write("post:p");
  trouble.after = () => heard.resolve();
  await heard.promise;
  connection[Symbol.dispose]();
  let before = reads();
  const checking = setInterval(() => {
    if (!activity.isBusy && reads() === before) resting.resolve();
    before = reads();
  }, 300);
  await resting.promise;
  clearInterval(checking);
  assertEquals(effects(), ["post:p"]);
  await write("post:late");
  await log.current();
  assertEquals(effects(), ["post:late"]);
  assertEquals(reads(), before + 1);
});

Deno.test("while the log cannot be read, memory is used for a short time and then refused", async () => {
  await using opened = await openLog({ ageMsMax: 600 });
  const { log, write, effects, trouble } = opened;
  effects();
  const xid = await write("post:p");
  trouble.before = () => Promise.reject(new AppError("unavailable", "The test holds it up"));
  await assertRejects(async () => await log.current(xid), AppError);
  const startedAt = performance.now();
  let served = 0;
  for (let isRefused = false; !isRefused;) {
    assertLess(performance.now() - startedAt, 10_000);
    await Promise.resolve(log.current()).then(() => served++, () => isRefused = true);
    // The event loop turns, so that timers run.
    await opened.sql`select`;
  }
  assertGreater(served, 0);
  assertEquals(log.isOutOfSync, true);
  assertEquals(effects(), []);
  delete trouble.before;
  await log.current();
  assertEquals(effects(), ["post:p"]);
  assertEquals(log.isOutOfSync, false);
});
