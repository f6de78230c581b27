import { assert, assertEquals, assertRejects } from "@std/assert";
import { openSql } from "../../db/pool.ts";
import { compilesStatements } from "../../db/operations/jit.ts";
import { isTooSlow, one } from "../../db/sql.ts";
import { erasePeople } from "../../jobs/erasure/erase_people.ts";
import { openApp, startApp } from "../helpers/app/app.ts";
import { openTestDatabase, type TestDatabase } from "../helpers/app/database.ts";
import { liveALife } from "../helpers/app/life.ts";
import { at } from "../helpers/app/stores.ts";
import { temporaryDirectory } from "../lib/embedded/child_program.ts";
import { exported } from "../helpers/media/archive.ts";
import { makeAdmins } from "../helpers/people/admins.ts";
import { PASSWORD } from "../helpers/people/person.ts";
import { ok } from "../helpers/people/steps.ts";

/** The URL of a PgBouncer in transaction mode, in front of the server of the tests. */
const PGBOUNCER_URL = Deno.env.get("TEST_PGBOUNCER_URL");
const REQUEST_MS = 300;
/** More clients than PgBouncer has connections to the server. */
const CLIENTS = 30;

/** Opens an empty database that is reached through PgBouncer. */
async function openPooledDatabase(): Promise<TestDatabase & { address: string }> {
  const database = await openTestDatabase();
  const url = new URL(PGBOUNCER_URL!);
  url.pathname = new URL(database.address as string).pathname;
  return Object.assign(database, { address: url.href });
}

if (PGBOUNCER_URL) {
  Deno.test("two instances behind PgBouncer do all that people and jobs ask of them", async () => {
    await using database = await openPooledDatabase();
    await using kv = await temporaryDirectory();
    const options = { database, env: { KV_URL: `${kv.path}/kv.sqlite3` } };
    await using here = await startApp(options);
    await using there = await startApp(options);
    const { ada, bob, cyd, bobsPostId } = await liveALife(here);
    const fans = await here.people(...Array.from({ length: CLIENTS }, (_, n) => `fan_${n}`));
    await Promise.all(fans.flatMap((fan) => [
      fan.post(`/posts/${bobsPostId}/like`),
      at({ app: there }, fan).post(`/posts/${bobsPostId}/comments`, { content: "A lake" }),
      at({ app: there }, fan).post(`/users/${bob.id}/follow`),
    ]));
    await Promise.all([here.settled(), there.settled()]);
    const { data } = ok(await at({ app: there }, bob).get(`/posts/${bobsPostId}`), 200);
    assertEquals([data.likesCount, data.commentsCount], [CLIENTS + 2, CLIENTS + 2]);
    await exported(here, bob);
    ok(await ada.delete("/users/me", { password: PASSWORD }), 202);
    await here.settled();
    await here.ctx.sql`update users set deleted_at = now() - interval '31 days'
      where id = ${ada.id}`;
    const { erased } = await erasePeople(here.ctx, new AbortController().signal);
    assertEquals(erased, 1);
    await makeAdmins(here, cyd);
    assertEquals(ok(await cyd.get("/admin/invariants?scope=all"), 200).data.drifts, []);
  });

  Deno.test("a program says how PgBouncer must be set up", async () => {
    await using database = await openTestDatabase();
    const direct = openSql(`${database.address}?pgbouncer=true`, 1, "request");
    await using pooled = await openPooledDatabase();
    const sql = openSql(pooled.address, 1, "request");
    try {
      assertEquals(await compilesStatements(direct), true);
      assertEquals(await compilesStatements(sql), false);
    } finally {
      await Promise.all([direct.end(), sql.end()]);
    }
    const address = pooled.address.replace("?pgbouncer=true", "");
    await using app = await openApp({ database: Object.assign(pooled, { address }) });
    await assertRejects(() => app.ctx.started, Error, "add ?pgbouncer=true");
  });

  Deno.test("behind PgBouncer a slow statement is ended, and its connection and all others stay", async () => {
    await using database = await openPooledDatabase();
    const sql = openSql(database.address, 2, "request", REQUEST_MS);
    const sleep = (seconds: number) => sql`select pg_sleep(${seconds})`;
    try {
      const others = sql.begin(async (tx) => {
        for (let n = 0; n < 8; n++) await tx`select pg_sleep(${REQUEST_MS / 4000})`;
        return "committed";
      });
      const error = await assertRejects(() => sleep(60));
      assert(isTooSlow(error), String(error));
      await assertRejects(() => sql.begin((tx) => tx`select pg_sleep(60)`));
      assertEquals(await others, "committed");
      const running = await one(sql<{ count: number }[]>`
        select count(*)::int as count from pg_stat_activity
        where datname = current_database() and query like '%pg_sleep(60)%' and state = 'active'
          and pid <> pg_backend_pid()`);
      assertEquals(running.count, 0);
    } finally {
      await sql.end({ timeout: 1 });
    }
  });
}
