import { assert, assertEquals } from "@std/assert";
import { say } from "../../helpers/posts/comments.ts";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { send } from "../../helpers/people/person.ts";
import { inboxOf } from "../../helpers/app/traces.ts";

Deno.test("only its author edits a comment", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  const comment = await say(bob, postId, "Amzing");
  const path = `/posts/${postId}/comments/${comment.commentId}`;
  const edited = ok(await bob.patch(path, { content: " Amazing " }), 200).data;
  assert(edited.editedAt >= comment.createdAt);
  assertEquals(edited, { ...comment, content: "Amazing", editedAt: edited.editedAt });
  assertEquals(await walkList(ada, `/posts/${postId}/comments`, "comments"), [edited]);
  assertEquals(ok(await bob.patch(path, { content: "Amazing" }), 200).data, edited);
  for (const other of [ada, cora]) {
    assertEquals(errorCode(await other.patch(path, { content: "Mine" }), 403), "forbidden");
  }
  for (const bad of [{}, { content: "" }, { content: "x".repeat(1001) }, { content: "x", id: 1 }]) {
    assertEquals(errorCode(await bob.patch(path, bad), 400), "validation_failed");
  }
  const nobody = await send(app.fetch, "PATCH", `/api/v1${path}`, { content: "x" });
  assertEquals(errorCode(nobody, 401), "unauthenticated");
  const missing = await cora.patch(`/posts/${postId}/comments/${crypto.randomUUID()}`, {
    content: "x",
  });
  assertEquals(errorCode(missing, 404), "not_found");
  ok(await bob.post(`/users/${cora.id}/block`), 200);
  assertSameAnswer(await cora.patch(path, { content: "x" }), missing);
});

Deno.test("an edit notifies newly mentioned people, and retracts removed mentions", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  const { postId } = await publish(app, ada);
  const comment = await say(bob, postId, "Look, @cora");
  const other = await say(bob, postId, "And this, @cora");
  await app.settled();
  assertEquals((await inboxOf(cora)).items, ["mention of 1", "mention of 1"]);
  const path = `/posts/${postId}/comments/${comment.commentId}`;
  ok(await bob.patch(path, { content: "Look, @dan and @ada" }), 200);
  await app.settled();
  assertEquals((await inboxOf(dan)).items, ["mention of 1"]);
  assertEquals((await inboxOf(ada)).items, ["comment of 1", "comment of 1"]);
  const [left] = ok(await cora.get("/notifications"), 200).data.notifications;
  assertEquals(left.commentId, other.commentId);
  assertEquals((await inboxOf(cora)).unread, 1);
});

Deno.test("a subscriber of a post gets an event when a comment is edited or pinned", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const comment = await say(bob, postId, "Amzing");
  await app.settled();
  await using live = await listening.open(ada);
  await live.subscribe(`post:${postId}`);
  const path = `/posts/${postId}/comments/${comment.commentId}`;
  const edited = ok(await bob.patch(path, { content: "Amazing" }), 200).data;
  assertEquals((await live.next("comment.updated")).event.data, edited);
  ok(await ada.put(`${path}/pin`), 204);
  assertEquals((await live.next("comment.updated")).event.data, { ...edited, isPinned: true });
});
