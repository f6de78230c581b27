import { assertEquals } from "@std/assert";
import { inboxActor } from "../actors/users/inbox.ts";
import { INBOX_KEPT } from "../domain/limits.ts";
import { startApp } from "./helpers/app/app.ts";
import { ok, publish } from "./helpers/people/steps.ts";
import { troubleKv } from "./helpers/app/kv.ts";
import { logOf } from "./helpers/app/traces.ts";

/** More than one commit to KV holds. */
const COMMENTS = 1200;

Deno.test("a post with thousands of comments is deleted like any other", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  await sql`
      insert into notifications (id, user_id, type, post_id, comment_id, is_open, actors_count)
      select gen_random_uuid(), ${ada.id}, 'comment', ${postId}, gen_random_uuid(), false, 1
      from generate_series(1, ${COMMENTS})`;
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
  assertEquals((await app.ctx.actors.state(inboxActor, ada.id)).unread, 0);
  const deletions = (await logOf(app, `post:${postId}`)).filter(({ type }) =>
    type === "post.deleted"
  );
  assertEquals(deletions.length, 1);
});

Deno.test("retracted notifications do not remove older ones from the list", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const other = await publish(app, ada);
  const notify = (about: string, from: number, to: number) =>
    sql`
      insert into notifications (id, user_id, type, post_id, actor_ids, is_open, actors_count)
      select lpad(to_hex(n), 32, '0')::uuid, ${ada.id}, 'like', ${about}, array[${bob.id}::uuid], false, 1
      from generate_series(${from}::int, ${to}::int) as n`;
  await notify(other.postId, 1, INBOX_KEPT + 20);
  await notify(postId, INBOX_KEPT + 21, INBOX_KEPT + 21);
  await app.settled();
  const listed = async () => {
    const ids = new Set<string>();
    let cursor: string | null = null;
    do {
      const page: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const { data } = ok(await ada.get(`/notifications?limit=50${page}`), 200);
      for (const { notificationId } of data.notifications) ids.add(notificationId);
      cursor = data.pagination.nextCursor ?? null;
    } while (cursor !== null);
    return ids.size;
  };
  assertEquals(await listed(), INBOX_KEPT + 21);
  ok(await ada.delete(`/posts/${postId}`), 204);
  await app.settled();
  assertEquals(await listed(), INBOX_KEPT + 20);
});
