import { assertEquals } from "@std/assert";
import { startApp } from "./helpers/app.ts";
import { ok, publish } from "./helpers/deeds.ts";
import { troubleKv } from "./helpers/kv.ts";
import { inboxOf, logOf } from "./helpers/traces.ts";

/** More than one commit to KV takes. */
const COMMENTS = 1200;

Deno.test("a post that thousands commented on is deleted like any other", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const other = await publish(app, ada);
  const notify = (about: string, count: number) =>
    sql`
      insert into notifications (id, user_id, type, post_id, comment_id, is_open, actors_count)
      select gen_random_uuid(), ${ada.id}, 'comment', ${about}, gen_random_uuid(), false, 1
      from generate_series(1, ${count})`;
  await notify(postId, COMMENTS);
  await notify(other.postId, 1);
  ok(await ada.get("/notifications"), 200);
  await app.settled();
  const { trouble, commits } = troubleKv(app.ctx.kv);
  const first = commits();
  trouble.after = (commit) => {
    if (commit === first + 3) throw new Error("The answer of a part is lost");
  };
  ok(await ada.delete(`/posts/${postId}`), 204);
  await app.settled();
  assertEquals((await sql`select from failed_events`).count, 0);
  assertEquals((await sql`select from outbox`).count, 0);
  assertEquals((await inboxOf(ada)).unread, 1);
  const deletions = (await logOf(app, `post:${postId}`)).filter(({ type }) =>
    type === "post.deleted"
  );
  assertEquals(deletions.length, 1);
});
