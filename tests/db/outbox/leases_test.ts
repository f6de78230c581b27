import { assert, assertEquals, assertRejects } from "@std/assert";
import { LEASE_SECONDS, type Leased, LeaseLost, Leases } from "../../../db/outbox/leases.ts";
import type { Sql } from "../../../db/sql.ts";
import { startApp } from "../../helpers/app/app.ts";

interface Chore extends Leased {
  id: number;
  attempts: number;
}

const leases = new Leases<Chore>({
  name: "chores",
  key: "id",
  isOpen: (sql) => sql`not is_done`,
});

async function claim(sql: Sql): Promise<Chore | undefined> {
  const [chore] = await sql<Chore[]>`
    ${leases.claim(sql, { orderBy: sql`id`, set: sql`attempts = attempts + 1` })}
    returning id, attempts, lease_id`;
  return chore;
}

const endLeases = (sql: Sql) => sql`update chores set leased_until = now() - interval '1 second'`;

/** Starts a program with this many chores; the first ones have the lowest ids. */
async function startChores(count: number) {
  const app = await startApp();
  const { sql } = app.ctx;
  await sql`
    create table chores (
      id integer primary key, is_done boolean not null default false, note text,
      attempts integer not null default 0, lease_id uuid,
      leased_until timestamptz(3) not null default '-infinity')`;
  await sql`insert into chores (id) select generate_series(1, ${count}::int)`;
  return { sql, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

Deno.test("a worker skips rows that another one is taking or has leased", async () => {
  await using chores = await startChores(2);
  const { sql } = chores;
  await sql.begin(async (first) => {
    assertEquals((await claim(first))?.id, 1);
    assertEquals((await claim(sql))?.id, 2);
  });
  assertEquals(await claim(sql), undefined);
});

Deno.test("a row is taken over when its lease has ended, and its first worker can no longer change it", async () => {
  await using chores = await startChores(1);
  const { sql } = chores;
  const slow = (await claim(sql))!;
  await endLeases(sql);
  const next = (await claim(sql))!;
  assertEquals([slow.attempts, next.attempts], [1, 2]);
  assertEquals(await leases.update(sql, slow, sql`is_done = true`), false);
  await leases.retry(sql, slow, { afterSeconds: 0, isCounted: false });
  await assertRejects(() => leases.extend(sql, slow), LeaseLost);
  const [row] = await sql`select is_done, attempts, lease_id from chores`;
  assertEquals(row, { isDone: false, attempts: 2, leaseId: next.leaseId });
  assertEquals(await leases.update(sql, next, sql`is_done = true`), true);
});

Deno.test("a worker that renews its lease keeps its row, also while it writes", async () => {
  await using chores = await startChores(1);
  const { sql } = chores;
  const chore = (await claim(sql))!;
  await sql`update chores set leased_until = now() + interval '1 second'`;
  await leases.extend(sql, chore);
  const [row] = await sql<{ seconds: number }[]>`
    select extract(epoch from leased_until - now())::float as seconds from chores`;
  assert(row!.seconds > LEASE_SECONDS - 5 && row!.seconds <= LEASE_SECONDS, `${row!.seconds} s`);
  assertEquals(await leases.update(sql, chore, sql`note = 'in time'`), true);
});

Deno.test("a worker that has put its row back can no longer change it", async () => {
  await using chores = await startChores(1);
  const { sql } = chores;
  const chore = (await claim(sql))!;
  await leases.release(sql, chore);
  assertEquals(await leases.update(sql, chore, sql`note = 'late'`), false);
  assertEquals((await claim(sql))?.id, 1);
});

Deno.test("an uncounted try leaves the number of tries unchanged, and each try waits for its time", async () => {
  await using chores = await startChores(1);
  const { sql } = chores;
  for (const [isCounted, attempts] of [[false, 1], [true, 1], [true, 2], [false, 3]] as const) {
    const chore = (await claim(sql))!;
    assertEquals(chore.attempts, attempts);
    await leases.retry(sql, chore, { afterSeconds: 60, isCounted, set: sql`note = 'again'` });
    assertEquals(await claim(sql), undefined);
    await endLeases(sql);
  }
  const [row] = await sql`select attempts, note from chores`;
  assertEquals(row, { attempts: 2, note: "again" });
});

Deno.test("a finished row is not held, and not claimed again", async () => {
  await using chores = await startChores(1);
  const { sql } = chores;
  const chore = (await claim(sql))!;
  await sql`update chores set is_done = true`;
  assertEquals(await leases.update(sql, chore, sql`note = 'late'`), false);
  await endLeases(sql);
  assertEquals(await claim(sql), undefined);
});
