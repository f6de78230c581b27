import { assertEquals } from "@std/assert";
import { notificationSchema } from "../../../routes/notifications/notification_view.ts";
import { newId } from "../../../domain/ids.ts";
import { startApp } from "../../helpers/app/app.ts";
import {
  deleteMember,
  deleteMessage,
  insertMessage,
  insertTalk,
  setHearing,
} from "../../helpers/conversations/rows.ts";
import type { Person } from "../../helpers/people/person.ts";
import { assertSameAnswer, errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";

const inbox = (person: Person, query = "") =>
  walkList(person, `/notifications${query}`, "notifications");
const badge = async (person: Person) =>
  ok(await person.get("/notifications/unread-count"), 200).data;

Deno.test("an unread conversation is one notification among the others, and reading it takes it away", async () => {
  await using app = await startApp();
  const [ada, bob, eve] = await app.people("ada", "bob", "eve");
  const { postId } = await publish(app, ada);
  const dm = await insertTalk(app, "dm", [bob, ada]);
  const group = await insertTalk(app, "group", [bob, ada, eve]);
  const first = await insertMessage(app, dm, bob, { body: "Good morning" });
  ok(await bob.post(`/posts/${postId}/like`), 200);
  await app.settled();
  await insertMessage(app, dm, bob);
  const second = await insertMessage(app, group, eve, { body: "Hello" });
  await insertMessage(app, group, bob);
  const listed = await inbox(ada, "?unread=true");
  const short = listed.map(({ type, actorsCount, preview }) => [type, actorsCount, preview]);
  assertEquals(short, [
    ["message", 2, "Hello"],
    ["like", 1, undefined],
    ["message", 1, "Good morning"],
  ]);
  const [newest] = listed;
  assertEquals(notificationSchema.parse(newest), newest);
  assertEquals([newest.notificationId, newest.messageId, newest.conversationId], [
    second.messageId,
    second.messageId,
    group,
  ]);
  assertEquals(newest.actors.map(({ username }: { username: string }) => username), ["bob", "eve"]);
  assertEquals(await badge(ada), { unreadCount: 3, notifications: 1, conversations: 2 });
  ok(await ada.post(`/conversations/${dm}/read`, { seq: 2 }), 200);
  assertEquals((await inbox(ada)).map(({ type }) => type), ["message", "like"]);
  for (let time = 0; time < 2; time++) {
    ok(await ada.post(`/notifications/${second.messageId}/read`), 204);
  }
  assertEquals(await badge(ada), { unreadCount: 1, notifications: 1, conversations: 0 });
  assertEquals((await inbox(ada)).map(({ type }) => type), ["like"]);
  await deleteMessage(app, dm, first.messageId);
  await insertMessage(app, dm, bob);
  ok(await ada.post("/notifications/read-all"), 204);
  assertEquals(await badge(ada), { unreadCount: 0, notifications: 0, conversations: 0 });
  const [one] = ok(await ada.get("/conversations"), 200).data.conversations;
  assertEquals([one.conversationId, one.readSeq, one.unreadCount], [dm, 3, 0]);
});

Deno.test("a message of others cannot be read as a notification, as if it did not exist", async () => {
  await using app = await startApp();
  const [ada, bob, eve] = await app.people("ada", "bob", "eve");
  const group = await insertTalk(app, "group", [ada, bob]);
  const { messageId } = await insertMessage(app, group, ada);
  const missing = await eve.post(`/notifications/${newId()}/read`);
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await eve.post(`/notifications/${messageId}/read`), missing);
  await deleteMember(app, group, bob);
  assertSameAnswer(await bob.post(`/notifications/${messageId}/read`), missing);
  assertEquals(await badge(bob), { unreadCount: 0, notifications: 0, conversations: 0 });
  assertEquals(await inbox(bob), []);
});

Deno.test("muted and archived talk, requests and muted people are in no badge", async () => {
  await using app = await startApp();
  const [ada, bob, eve, sue] = await app.people("ada", "bob", "eve", "sue");
  const talks = [
    await insertTalk(app, "dm", [bob, ada]),
    await insertTalk(app, "group", [bob, ada]),
    await insertTalk(app, "dm", [eve, ada], { requestOf: ada }),
    await insertTalk(app, "dm", [sue, ada]),
  ];
  const senders = [bob, bob, eve, sue];
  for (const [n, id] of talks.entries()) await insertMessage(app, id, senders[n]!);
  assertEquals((await badge(ada)).conversations, 3);
  await setHearing(app, talks[0]!, ada, { mutedUntil: new Date(Date.now() + 60_000) });
  assertEquals((await badge(ada)).conversations, 2);
  await setHearing(app, talks[1]!, ada, { isArchived: true });
  assertEquals((await badge(ada)).conversations, 1);
  ok(await ada.post(`/users/${sue.id}/mute`), 200);
  assertEquals((await badge(ada)).conversations, 0);
  assertEquals(await inbox(ada), []);
});

Deno.test("a person who wants no notifications of messages has none, and keeps the numbers", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const dm = await insertTalk(app, "dm", [bob, ada]);
  await insertMessage(app, dm, bob);
  const types = { message: { inApp: false } };
  ok(await ada.put("/notifications/preferences", { types }), 200);
  assertEquals([(await badge(ada)).unreadCount, await inbox(ada)], [0, []]);
  assertEquals(ok(await ada.get("/conversations/unread"), 200).data.totalUnread, 1);
});

Deno.test("pages of notifications have each conversation once, between the others", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const expected: string[] = [];
  for (let n = 0; n < 7; n++) {
    const group = await insertTalk(app, "group", [bob, ada]);
    expected.unshift((await insertMessage(app, group, bob)).messageId);
    if (n % 3 > 0) continue;
    const { postId } = await publish(app, ada);
    ok(await bob.post(`/posts/${postId}/like`), 200);
    await app.settled();
    const [like] = await inbox(ada);
    expected.unshift(like.notificationId);
  }
  for (const limit of [1, 2, 3, 5, 50]) {
    const listed = await walkList(ada, "/notifications", "notifications", limit);
    assertEquals(listed.map(({ notificationId }) => notificationId), expected);
  }
});
