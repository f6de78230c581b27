import { assert, assertEquals } from "@std/assert";
import { assertCounted, react, say } from "../../helpers/posts/comments.ts";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { send } from "../../helpers/people/person.ts";
import { inboxOf } from "../../helpers/app/traces.ts";

Deno.test("reactions are created once, taken back once, and shown with the viewer's own", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  const { commentId } = await say(bob, postId, "Amazing");
  const heart = [{ emoji: "❤️", count: 1 }];
  for (const form of ["❤️", "\u2764", "❤️"]) {
    const answer = await react(ada, commentId, form);
    assertEquals(answer, { commentId, reactions: heart, viewerReactions: ["❤️"] });
  }
  await react(ada, commentId, "🔥");
  const reactions = [{ emoji: "🔥", count: 2 }, ...heart];
  assertEquals(await react(cora, commentId, "🔥"), {
    commentId,
    reactions,
    viewerReactions: ["🔥"],
  });
  const path = `/posts/${postId}/comments`;
  const [seen] = await walkList(ada, path, "comments");
  assertEquals([seen.reactions, seen.viewerReactions], [reactions, ["❤️", "🔥"]]);
  const { data } = await send(app.fetch, "GET", `/api/v1${path}`);
  assertEquals(data.comments[0].viewerReactions, []);
  assertEquals(data.comments[0].reactions, reactions);
  for (let time = 0; time < 2; time++) {
    const left = await react(ada, commentId, "❤️", false);
    assertEquals(left.reactions, [{ emoji: "🔥", count: 2 }]);
  }
  await assertCounted(app, postId);
});

Deno.test("a reaction is one of the configured set, to a visible comment", async () => {
  await using app = await startApp({ env: { COMMENT_REACTIONS: "🦆, 🐸" } });
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const { commentId } = await say(ada, postId, "Amazing");
  await react(bob, commentId, "🦆");
  for (const method of ["PUT", "DELETE"]) {
    for (const bad of ["❤️", "%F0%9F%A6%86%F0%9F%A6%86", "x", "%00", "%FF"]) {
      const answer = await bob.send(method, `/comments/${commentId}/reactions/${bad}`);
      assert([400, 404].includes(answer.status), `${bad}: ${answer.status}`);
      if (bad === "❤️") {
        assertEquals(errorCode(answer, 400), "validation_failed");
        assert(answer.body.error.message.includes("🦆 🐸"));
      }
    }
    const missing = await bob.send(method, `/comments/${crypto.randomUUID()}/reactions/🦆`);
    assertEquals(errorCode(missing, 404), "not_found");
    ok(await ada.post(`/users/${bob.id}/block`), 200);
    assertSameAnswer(await bob.send(method, `/comments/${commentId}/reactions/🦆`), missing);
    ok(await ada.delete(`/users/${bob.id}/block`), 200);
    const path = `/api/v1/comments/${commentId}/reactions/🦆`;
    assertEquals(errorCode(await send(app.fetch, method, path), 401), "unauthenticated");
  }
});

Deno.test("reactions to one comment share a notification, which is retracted with the last", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  const { postId } = await publish(app, ada);
  const one = await say(bob, postId, "One");
  const two = await say(bob, postId, "Two");
  ok(await bob.post(`/users/${dan.id}/mute`), 200);
  for (const person of [ada, bob, cora, dan]) await react(person, one.commentId, "❤️");
  await react(cora, one.commentId, "🔥");
  await react(cora, two.commentId, "🔥");
  await app.settled();
  assertEquals(await inboxOf(bob), { items: ["reaction of 1", "reaction of 2"], unread: 2 });
  const items = ok(await bob.get("/notifications"), 200).data.notifications;
  assertEquals(items.map(({ commentId }: { commentId: string }) => commentId), [
    two.commentId,
    one.commentId,
  ]);
  await react(cora, one.commentId, "❤️", false);
  await app.settled();
  assertEquals((await inboxOf(bob)).items, ["reaction of 1", "reaction of 2"]);
  await react(cora, one.commentId, "🔥", false);
  await app.settled();
  assertEquals((await inboxOf(bob)).items, ["reaction of 1", "reaction of 1"]);
  ok(await bob.delete(`/posts/${postId}/comments/${one.commentId}`), 204);
  await react(cora, two.commentId, "🔥", false);
  await app.settled();
  assertEquals(await inboxOf(bob), { items: [], unread: 0 });
});

Deno.test("crowds that react, reply, take back and delete leave exact counters", async () => {
  await using app = await startApp();
  const people = await app.people("ada", "bob", "cora", "dan", "eve");
  const [ada] = people;
  const { postId } = await publish(app, ada);
  const tops = await Promise.all([0, 1, 2].map((n) => say(ada, postId, `${n}`)));
  const emoji = ["❤️", "👍", "🔥"];
  const calls = Array.from({ length: 240 }, (_, n) => async () => {
    const person = people[n % people.length]!;
    const { commentId } = tops[n % 3]!;
    if (n % 4 < 2) return await react(person, commentId, emoji[n % 7 % 3]!, n % 5 !== 0);
    const reply = await say(person, postId, "Reply", commentId);
    const path = `/posts/${postId}/comments/${reply.commentId}`;
    await react(person, reply.commentId, "👍");
    if (n % 8 === 2) ok(await person.delete(path), 204);
  });
  await Promise.all(calls.map((call) => call()));
  await assertCounted(app, postId);
  // The shown numbers are the stored ones: a comment is deleted with everything below it.
  const gone = ok(await ada.get(`/comments/${tops[0]!.commentId}/replies?limit=50`), 200).data;
  assert(gone.replies.length > 0);
  await Promise.all([
    ok(await ada.delete(`/posts/${postId}/comments/${tops[0]!.commentId}`), 204),
    ...gone.replies.map(({ commentId }: { commentId: string }) =>
      ada.delete(`/posts/${postId}/comments/${commentId}`)
    ),
  ]);
  await assertCounted(app, postId);
});
