import { assert, assertEquals, assertRejects } from "@std/assert";
import { openSql } from "../../db/pool.ts";
import { openTestDatabase } from "../helpers/app/database.ts";

/**
 * Less than the time limit of a request's statement; two of them exceed the time limit of the
 * caller.
 */
const SLOW_SECONDS = 2.6;

Deno.test("a query that was delayed by others on its connection cancels none that is wanted", async () => {
  await using database = await openTestDatabase();
  const sql = openSql(database.address, 1, "request");
  const sleep = (seconds: number) =>
    sql<{ pid: number }[]>`select pg_backend_pid() as pid from pg_sleep(${seconds})`;
  try {
    const [before] = await sleep(0);
    const [first, late, third] = await Promise.allSettled(
      [SLOW_SECONDS, SLOW_SECONDS, 0].map(sleep),
    );
    assertEquals([first?.status, late?.status, third?.status], [
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    const [after] = await sleep(0);
    assertEquals(after!.pid, before!.pid);
  } finally {
    await sql.end();
  }
});

Deno.test("an abandoned transaction releases its locks and its connection", async () => {
  await using database = await openTestDatabase();
  const sql = openSql(database.address, 2, "request");
  try {
    await assertRejects(() =>
      sql.begin(async (tx) => {
        await tx`select pg_advisory_xact_lock(1)`;
        await Promise.all([
          tx`select pg_sleep(${SLOW_SECONDS})`,
          tx`select pg_sleep(${SLOW_SECONDS})`,
        ]);
      })
    );
    const [lock] = await sql.begin((tx) =>
      tx<{ isFree: boolean }[]>`
        select true as is_free from pg_advisory_xact_lock(1)`
    );
    assert(lock!.isFree);
  } finally {
    await sql.end({ timeout: 1 });
  }
});
