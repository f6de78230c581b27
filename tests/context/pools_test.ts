import { assertEquals } from "@std/assert";
import { atWork } from "../../context/mod.ts";
import { openSql } from "../../db/pool.ts";
import { one } from "../../db/sql.ts";
import { startApp } from "../helpers/app/app.ts";
import { openTestDatabase } from "../helpers/app/database.ts";
import { openDm } from "../helpers/conversations/conversations.ts";
import { publish } from "../helpers/people/steps.ts";

const FORMULA = /`instances × \(DATABASE_POOL_SIZE \+ (\d+)\) \+ 10`/;
const POOL_SIZE = 3;
const LOADS = 20;

Deno.test("a program under full load has as many connections as docs/running.md says", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/running.md", import.meta.url));
  await using database = await openTestDatabase();
  await using app = await startApp({ database, env: { DATABASE_POOL_SIZE: String(POOL_SIZE) } });
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const talk = `/conversations/${await openDm(bob, ada)}/messages`;
  const watcher = openSql(database.address, 1, "work");
  try {
    const work = atWork(app.ctx).sql;
    let isLoaded = true;
    const load = Promise.all(Array.from({ length: LOADS }, async () => {
      await Promise.all([
        work`select pg_sleep(0.1)`,
        app.ctx.sql`select pg_sleep(0.1)`,
        app.ctx.sql.begin((tx) => tx`select pg_sleep(0.1)`),
        bob.post(`/posts/${postId}/like`),
        bob.post(`/posts/${postId}/comments`, { content: "A lake" }),
        bob.post(talk, { body: "A lake", clientId: crypto.randomUUID() }),
      ]);
    })).finally(() => isLoaded = false);
    let most = 0;
    while (isLoaded) {
      const { count } = await one(watcher<{ count: number }[]>`
        select count(*)::int as count from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
          and backend_type = 'client backend'`);
      most = Math.max(most, count);
    }
    await load;
    assertEquals(most, POOL_SIZE + Number(FORMULA.exec(text)?.[1]));
  } finally {
    await watcher.end();
  }
});
