import { assertEquals } from "@std/assert";
import type { SqlPool } from "../../../db/sql.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, publish } from "../../helpers/people/steps.ts";

Deno.test("likes go with their post, and with who made them", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { sql } = app.ctx;
  const [first, second] = [await publish(app, ada), await publish(app, ada)];
  for (const { postId } of [first, second]) {
    for (const person of [bob, cora]) ok(await person.post(`/posts/${postId}/like`), 200);
  }
  await sql`delete from posts where id = ${first.postId}`;
  await sql`delete from users where id = ${bob.id}`;
  const left = await sql`select post_id, user_id from likes`;
  assertEquals([...left], [{ postId: second.postId, userId: cora.id }]);
});

Deno.test("a like waits while its post or its user is being deleted, and is none then", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { sql } = app.ctx;
  const { postId } = await publish(app, ada);
  const { postId: other } = await publish(app, ada);
  const cases = [
    [cora, postId, sql`delete from posts where id = ${postId}`],
    [bob, other, sql`delete from users where id = ${bob.id}`],
  ] as const;
  for (const [person, liked, end] of cases) {
    const { answer } = await sql.begin(async (tx) => {
      await tx`${end}`;
      const answer = person.post(`/posts/${liked}/like`);
      await somebodyWaits(sql);
      return { answer };
    });
    errorCode(await answer, 404);
  }
  assertEquals((await sql`select from likes`).length, 0);
});

/** Resolves when a statement waits for a row that somebody else holds. */
async function somebodyWaits(sql: SqlPool): Promise<void> {
  for (let waiting = 0; waiting === 0;) {
    ({ count: waiting } = await sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`);
  }
}
