import { assertEquals } from "@std/assert";
import { erasePeople } from "../../../jobs/erasure/erase_people.ts";
import {
  assertCounted,
  commentsCountOf,
  reachable,
  react,
  say,
} from "../../helpers/posts/comments.ts";
import { ok, publish, walkList } from "../../helpers/people/steps.ts";
import { startModeratedApp, takeDown } from "../../helpers/people/moderation.ts";
import { PASSWORD, type Person } from "../../helpers/people/person.ts";
import { inboxOf } from "../../helpers/app/traces.ts";

Deno.test("a comment is deleted or taken down with all its replies, and counts stay exact", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  const top = await say(bob, postId, "Top");
  const reply = await say(cora, postId, "Reply", top.commentId);
  const deep = await say(ada, postId, "Deep", reply.commentId);
  const other = await say(cora, postId, "Other");
  await react(cora, top.commentId, "🔥");
  const counted = async (count: number) => {
    await assertCounted(app, postId);
    assertEquals(await commentsCountOf(ada, postId), count);
    assertEquals((await reachable(ada, postId)).length, count);
  };
  await counted(4);
  const { actionId } = await takeDown(mona, "comments", reply.commentId);
  assertEquals(typeof actionId, "string");
  await counted(2);
  // Its writer still sees it, with the replies.
  const mine = await walkList(cora, `/comments/${top.commentId}/replies`, "replies");
  assertEquals(mine.map(({ commentId, moderation }) => [commentId, moderation.actionId]), [
    [reply.commentId, actionId],
  ]);
  const below = await walkList(cora, `/comments/${reply.commentId}/replies`, "replies");
  assertEquals(below.map(({ commentId }) => commentId), [deep.commentId]);
  await takeDown(mona, "comments", top.commentId);
  await counted(1);
  ok(await mona.post(`/moderation/comments/${reply.commentId}/restore`), 200);
  await counted(1);
  ok(await mona.post(`/moderation/comments/${top.commentId}/restore`), 200);
  await counted(4);
  await app.settled();
  // Replies notify again after a restoration; reactions do not.
  const types = (await inboxOf(bob)).items.filter((item) => !item.startsWith("moderation"));
  assertEquals(types.sort(), ["reply of 1"]);
  ok(await bob.delete(`/posts/${postId}/comments/${top.commentId}`), 204);
  await counted(1);
  await app.settled();
  assertEquals((await inboxOf(cora)).items.filter((item) => item.startsWith("reply")), []);
  assertEquals(await reachable(bob, postId), [other.commentId]);
  ok(await mona.post(`/moderation/users/${cora.id}/suspend`, { reason: "Spam" }), 200);
  await assertCounted(app, postId);
});

Deno.test("an erasure takes back a person's reactions and comments, and hides the replies to them", async () => {
  await using app = await startModeratedApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  const top = await say(bob, postId, "Top");
  const coras = await say(cora, postId, "Reply of Cora", top.commentId);
  const bobs = await say(bob, postId, "To Cora", coras.commentId);
  const own = await say(cora, postId, "Cora's own");
  ok(await ada.put(`/posts/${postId}/comments/${own.commentId}/pin`), 204);
  for (const person of [ada, cora]) await react(person, top.commentId, "🔥");
  await react(cora, top.commentId, "❤️");
  await react(bob, own.commentId, "👍");
  await app.settled();
  assertEquals((await inboxOf(bob)).items, ["reaction of 2", "reply of 1"]);
  await leave(cora);
  await app.ctx.sql`
    update users set deleted_at = now() - interval '100 days' where id = ${cora.id}`;
  assertEquals(await erasePeople(app.ctx, new AbortController().signal), {
    erased: 1,
    unfinished: 0,
  });
  await app.settled();
  await assertCounted(app, postId);
  assertEquals(await reachable(ada, postId), [top.commentId]);
  assertEquals(await commentsCountOf(ada, postId), 1);
  const [left] = await walkList(ada, `/posts/${postId}/comments`, "comments");
  assertEquals([left.reactions, left.repliesCount, left.isPinned], [
    [{ emoji: "🔥", count: 1 }],
    0,
    false,
  ]);
  assertEquals((await inboxOf(bob)).items, ["reaction of 1"]);
  // Bob's texts are still his: his export has them.
  const rows = await app.ctx.sql<{ id: string }[]>`select id from comments order by id`;
  assertEquals(rows.map(({ id }) => id), [top.commentId, bobs.commentId]);
});

async function leave(person: Person): Promise<void> {
  ok(await person.delete("/users/me", { password: PASSWORD }), 202);
}
