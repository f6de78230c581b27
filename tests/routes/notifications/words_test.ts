import { assertEquals } from "@std/assert";
import { newId } from "../../../domain/ids.ts";
import { say as comment } from "../../helpers/posts/comments.ts";
import { scanKv } from "../../helpers/app/scan.ts";
import { startApp } from "../../helpers/app/app.ts";
import { ok, publish, walkList } from "../../helpers/people/steps.ts";
import { say, WORDS } from "../../helpers/posts/discovery.ts";
import type { Person } from "../../helpers/people/person.ts";
import { inboxOf } from "../../helpers/app/traces.ts";

const previews = async (person: Person) =>
  (await walkList(person, "/notifications", "notifications"))
    .map(({ type, preview }) => [type, preview]);

Deno.test("a notification quotes the current text of a post and a comment", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob] = await app.people("ada", "bob");
  const postId = await say(bob, "first @ada");
  const { postId: hers } = await publish(app, ada);
  const { commentId } = await comment(bob, hers, "one");
  const replyId = await say(bob, "answer", { parentPostId: hers });
  await app.settled();
  assertEquals(await previews(ada), [
    ["reply", "answer"],
    ["comment", "one"],
    ["mention", "first @ada"],
  ]);
  ok(await bob.patch(`/posts/${postId}`, { caption: "second @ada" }), 200);
  ok(await bob.patch(`/posts/${hers}/comments/${commentId}`, { content: "two" }), 200);
  ok(await bob.patch(`/posts/${replyId}`, { caption: "nothing" }), 200);
  const edited = [["reply", "nothing"], ["comment", "two"], ["mention", "second @ada"]];
  assertEquals(await previews(ada), edited, "before news of it is delivered");
  await app.settled();
  assertEquals(await previews(ada), edited);

  ok(await bob.delete(`/posts/${hers}/comments/${commentId}`), 204);
  ok(await bob.delete(`/posts/${postId}`), 204);
  ok(await bob.delete(`/posts/${replyId}`), 204);
  assertEquals(await previews(ada), []);
  await app.settled();
  assertEquals(await inboxOf(ada), { items: [], unread: 0 });
});

Deno.test("notifications and events store no copy of a post's or a comment's text", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob] = await app.people("ada", "bob");
  const postId = await say(ada, "secretive");
  await comment(bob, postId, "secretive @ada");
  await say(bob, "secretive @ada");
  const { sql, kvStores } = app.ctx;
  const holds = async () =>
    JSON.stringify(await sql`select * from outbox, notifications`).includes("secretive");
  assertEquals(await holds(), false);
  await app.settled();
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from notifications where preview is null`;
  assertEquals(row!.count, 2);
  assertEquals(await scanKv(kvStores, "secretive"), []);

  // An old row, from when copies were stored.
  const old = { id: newId(), userId: ada.id, type: "mention", postId, preview: "old words" };
  await sql`insert into notifications ${sql({ ...old, actorsCount: 1, isOpen: false })}`;
  const actor = { notificationId: old.id, id: newId(), userId: ada.id, type: "mention", postId };
  await sql`insert into notification_actors ${sql({ ...actor, actorId: bob.id })}`;
  ok(await ada.post("/notifications/read-all"), 204);
  assertEquals((await previews(ada))[0], ["mention", "secretive"]);
});

Deno.test("a mention that is edited into a post notifies once, and one edited out is retracted", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const parentId = await say(cora, "parent");
  const postId = await say(bob, "with @ada", { parentPostId: parentId });
  await comment(bob, postId, "again @ada");
  await app.settled();
  assertEquals(await inboxOf(ada), { items: ["mention of 1", "mention of 1"], unread: 2 });
  ok(await ada.post("/notifications/read-all"), 204);
  ok(await bob.patch(`/posts/${postId}`, { caption: "still with @ada and @cora" }), 200);
  await app.settled();
  assertEquals((await inboxOf(ada)).unread, 0, "she knows");
  assertEquals((await inboxOf(cora)).items, ["reply of 1"], "she knows as well");

  ok(await bob.patch(`/posts/${postId}`, { caption: "with nobody" }), 200);
  await app.settled();
  assertEquals((await inboxOf(ada)).items, ["mention of 1, read"], "the comment still says it");
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.mentions, []);
  ok(await bob.patch(`/posts/${postId}`, { caption: "@ada @ada" }), 200);
  ok(await bob.patch(`/posts/${postId}`, { caption: "@ada @ada!" }), 200);
  await app.settled();
  assertEquals(await inboxOf(ada), { items: ["mention of 1", "mention of 1, read"], unread: 1 });
});

Deno.test("notifications whose post or comment contains a muted word are left out", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const long = `@ada ${"word ".repeat(60)}`;
  await comment(bob, postId, `${long} l’été`);
  await say(bob, long, { tags: ["Ete"] });
  await app.settled();
  assertEquals((await inboxOf(ada)).unread, 2);
  for (const word of ["été", "ETE"]) {
    ok(await ada.put("/users/me/muted-words", { words: [{ word }] }), 200);
    assertEquals(await inboxOf(ada), { items: [], unread: 0 }, word);
  }
  ok(await ada.put("/users/me/muted-words", { words: [{ word: "ét" }] }), 200);
  assertEquals((await inboxOf(ada)).unread, 2);
});
