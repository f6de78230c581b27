import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { wipeKv } from "../../helpers/app/kv.ts";
import { assertSameAnswer, errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

type Named = { username: string };
const inbox = (person: Person) => walkList(person, "/notifications", "notifications");
const unread = async (person: Person) =>
  ok(await person.get("/notifications/unread-count"), 200).data.unreadCount;

Deno.test("likes and follows of one object share a notification, comments and mentions have one each", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan, eve] = await app.people("ada", "bob", "cora", "dan", "eve");
  const { postId } = await publish(app, ada);
  for (const person of [bob, cora, dan, eve]) {
    ok(await person.post(`/posts/${postId}/like`), 200);
    ok(await person.post(`/users/${ada.id}/follow`), 200);
  }
  ok(await ada.post(`/posts/${postId}/like`), 200);
  ok(await bob.post(`/posts/${postId}/comments`, { content: "Look @cora" }), 201);
  await app.settled();
  const listed = await inbox(ada);
  assertEquals(listed.map((one) => [one.type, one.actorsCount]), [
    ["comment", 1],
    ["follow", 4],
    ["like", 4],
  ]);
  const likers = listed[2].actors.map((actor: { username: string }) => actor.username);
  assertEquals(likers, ["eve", "dan", "cora"]);
  assertEquals(await unread(ada), 3);
  const [mention] = await inbox(cora);
  assertEquals([mention.type, mention.postId, mention.preview], ["mention", postId, "Look @cora"]);
});

Deno.test("undone actions are retracted", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  for (const person of [bob, cora]) ok(await person.post(`/posts/${postId}/like`), 200);
  ok(await bob.post(`/users/${ada.id}/follow`), 200);
  const { commentId } =
    ok(await bob.post(`/posts/${postId}/comments`, { content: "hi" }), 201).data;
  await app.settled();
  ok(await bob.delete(`/posts/${postId}/like`), 200);
  ok(await bob.delete(`/users/${ada.id}/follow`), 200);
  ok(await bob.delete(`/posts/${postId}/comments/${commentId}`), 204);
  await app.settled();
  const listed = await inbox(ada);
  assertEquals(listed.map((one) => [one.type, one.actorsCount]), [["like", 1]]);
  ok(await ada.delete(`/posts/${postId}`), 204);
  await app.settled();
  assertEquals(await inbox(ada), []);
  assertEquals(await unread(ada), 0);
});

Deno.test("a read shows at once, and a later like opens a new notification", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  await app.settled();
  const [like] = await inbox(ada);
  ok(await ada.post(`/notifications/${like.notificationId}/read`), 204);
  assertEquals(await unread(ada), 0);
  assertEquals(await walkList(ada, "/notifications?unread=true", "notifications"), []);
  ok(await cora.post(`/posts/${postId}/like`), 200);
  await app.settled();
  assertEquals((await inbox(ada)).map((one) => [one.actorsCount, one.isRead]), [[1, false], [
    1,
    true,
  ]]);
  ok(await ada.post("/notifications/read-all"), 204);
  assertEquals(await unread(ada), 0);
});

Deno.test("a like that is taken back is removed from its notification, read or not", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan, eve] = await app.people("ada", "bob", "cora", "dan", "eve");
  const { postId } = await publish(app, ada);
  const items = async () => {
    await app.settled();
    return (await inbox(ada)).map(({ isRead, actorsCount, actors }) =>
      [isRead ? "read" : "new", actorsCount, ...actors.map((one: Named) => one.username)].join(" ")
    );
  };
  for (const person of [bob, cora]) ok(await person.post(`/posts/${postId}/like`), 200);
  assertEquals(await items(), ["new 2 cora bob"]);
  ok(await ada.post("/notifications/read-all"), 204);
  for (const person of [dan, eve]) ok(await person.post(`/posts/${postId}/like`), 200);
  assertEquals(await items(), ["new 2 eve dan", "read 2 cora bob"]);
  for (const person of [eve, cora]) ok(await person.delete(`/posts/${postId}/like`), 200);
  assertEquals(await items(), ["new 1 dan", "read 1 bob"]);
  ok(await bob.delete(`/posts/${postId}/like`), 200);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  assertEquals(await items(), ["new 2 bob dan"]);
  ok(await ada.post(`/posts/${postId}/like`), 200);
  ok(await ada.delete(`/posts/${postId}/like`), 200);
  assertEquals(await items(), ["new 2 bob dan"]);
});

Deno.test("another person's notification looks like a missing one", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  await app.settled();
  const [like] = await inbox(ada);
  const missing = await bob.post(`/notifications/${crypto.randomUUID()}/read`);
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await bob.post(`/notifications/${like.notificationId}/read`), missing);
  const anonymous = await app.fetch("/api/v1/notifications");
  assertEquals(anonymous.status, 401);
  await anonymous.body?.cancel();
});

Deno.test("an inbox whose rows in KV are lost is rebuilt from Postgres", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  for (const person of [bob, cora]) ok(await person.post(`/posts/${postId}/like`), 200);
  ok(await bob.post(`/posts/${postId}/comments`, { content: "hi" }), 201);
  await app.settled();
  const before = await inbox(ada);
  await wipeKv(app);
  assertEquals(await inbox(ada), before);
  assertEquals(await unread(ada), 2);
});
