import { assertEquals } from "@std/assert";
import { COMMENT_DEPTH_MAX } from "../../../domain/limits.ts";
import { startApp } from "../../helpers/app/app.ts";
import { commentsCountOf, say } from "../../helpers/posts/comments.ts";
import { assertSameAnswer, errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { inboxOf } from "../../helpers/app/traces.ts";

Deno.test("replies are listed below their parent, oldest first, at every depth, and counted", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  const top = await say(bob, postId, "Amazing");
  assertEquals([top.parentCommentId, top.repliesCount, top.editedAt], [null, 0, null]);
  const first = await say(ada, postId, "Thanks", top.commentId);
  const second = await say(cora, postId, "Indeed", top.commentId);
  const deeper = await say(bob, postId, "Is it?", second.commentId);
  assertEquals(deeper.parentCommentId, second.commentId);
  const replies = await walkList(cora, `/comments/${top.commentId}/replies`, "replies", 1);
  assertEquals(replies, [first, { ...second, repliesCount: 1 }]);
  assertEquals(await walkList(ada, `/comments/${second.commentId}/replies`, "replies"), [deeper]);
  const tops = await walkList(ada, `/posts/${postId}/comments`, "comments");
  assertEquals(tops, [{ ...top, repliesCount: 2 }]);
  assertEquals(await commentsCountOf(ada, postId), 4);
  const old = { body: "By the old field", parentCommentId: top.commentId };
  ok(await ada.post(`/posts/${postId}/comment`, old), 201);
  ok(await ada.post(`/posts/${postId}/comments`, { content: "Top", parentCommentId: null }), 201);
});

Deno.test("a reply to a parent that is hidden, deleted or of another post is refused", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  const other = await publish(app, ada);
  const top = await say(bob, postId, "Amazing");
  const reply = await say(ada, postId, "Thanks", top.commentId);
  const answer = (parentCommentId: string, id = postId) =>
    cora.post(`/posts/${id}/comments`, { content: "Hi", parentCommentId });
  const missing = await answer(crypto.randomUUID());
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await answer(top.commentId, other.postId), missing);
  assertEquals(errorCode(await answer("x"), 400), "validation_failed");
  ok(await bob.post(`/users/${cora.id}/block`), 200);
  const nothing = await cora.get(`/comments/${crypto.randomUUID()}/replies`);
  assertEquals(errorCode(nothing, 404), "not_found");
  // A reply below a hidden comment is hidden with it, even if its writer is visible.
  for (const { commentId } of [top, reply]) {
    assertSameAnswer(await answer(commentId), missing);
    assertSameAnswer(await cora.get(`/comments/${commentId}/replies`), nothing);
  }
  assertEquals(await walkList(cora, `/posts/${postId}/comments`, "comments"), []);
  ok(await bob.delete(`/posts/${postId}/comments/${top.commentId}`), 204);
  assertEquals(errorCode(await ada.get(`/comments/${top.commentId}/replies`), 404), "not_found");
  const cursor = await ada.get(`/comments/${top.commentId}/replies?cursor=nonsense`);
  assertEquals(cursor.status, 404);
});

Deno.test("a thread is as deep as it may be and no deeper", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const { commentId } = await say(ada, postId, "Top");
  // As if the comments between had been written.
  const above = Array.from({ length: COMMENT_DEPTH_MAX - 1 }, () => crypto.randomUUID());
  await app.ctx.sql`update comments set ancestor_ids = ${above} where id = ${commentId}`;
  const last = await say(ada, postId, "Deep", commentId);
  const body = { content: "Too deep", parentCommentId: last.commentId };
  const answer = await ada.post(`/posts/${postId}/comments`, body);
  assertEquals(errorCode(answer, 422), "unprocessable");
});

Deno.test("a reply notifies its parent's author, and each person at most once of a comment", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  const { postId } = await publish(app, ada);
  const top = await say(bob, postId, "Amazing");
  const reply = await say(cora, postId, "@ada @bob @dan, so it is", top.commentId);
  await app.settled();
  assertEquals((await inboxOf(ada)).items, ["comment of 1", "comment of 1"]);
  assertEquals((await inboxOf(bob)).items, ["reply of 1"]);
  assertEquals((await inboxOf(dan)).items, ["mention of 1"]);
  const [item] = ok(await bob.get("/notifications"), 200).data.notifications;
  assertEquals([item.postId, item.commentId], [postId, reply.commentId]);
  ok(await cora.delete(`/posts/${postId}/comments/${reply.commentId}`), 204);
  await app.settled();
  for (const person of [bob, dan]) assertEquals((await inboxOf(person)).items, []);
  // A reply to the post's author is a reply for them, and nobody is notified of their own.
  const own = await say(ada, postId, "By me");
  await say(ada, postId, "By me again", own.commentId);
  await say(bob, postId, "A reply", own.commentId);
  ok(await ada.post(`/users/${cora.id}/mute`), 200);
  await say(cora, postId, "Unheard", own.commentId);
  await app.settled();
  assertEquals((await inboxOf(ada)).items, ["reply of 1", "comment of 1"]);
});
