import { assert, assertEquals } from "@std/assert";
import { deleteOldInvalidations } from "../../../jobs/operations/delete_invalidations.ts";
import type { Sql } from "../../../db/sql.ts";
import { startApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";

Deno.test("invalidations are deleted when they are older than two minutes, and later ones stay", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  const run = () => deleteOldInvalidations.run(app.ctx, new AbortController().signal);
  const left = async () => (await sql`select from invalidations`).length;
  const age = (seconds: number) =>
    sql`
    update invalidation_horizon set moved_at = moved_at - ${seconds} * interval '1 second'`;
  ok(await ada.post(`/users/${bob.id}/block`), 200);
  const old = await left();
  assert(old > 0);
  await othersEnded(sql);
  assertEquals(await run(), { rows: 0 });
  ok(await ada.delete(`/users/${bob.id}/block`), 200);
  const all = await left();
  await age(100);
  assertEquals(await run(), { rows: 0 });
  await age(30);
  assertEquals(await run(), { rows: old });
  assertEquals(await left(), all - old);
});

/** Waits for the transactions of other databases on the server, which hold the horizon back. */
async function othersEnded(sql: Sql): Promise<void> {
  const hasOlder = () =>
    sql`
    select pg_sleep(0.01) from (
      select from invalidations where xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1) as i`;
  while ((await hasOlder()).length > 0);
}
