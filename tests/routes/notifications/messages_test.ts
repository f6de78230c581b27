import { assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { makeDm, makeGroup, removeFrom, say } from "../../helpers/conversations/talk.ts";
import { block } from "../../helpers/people/social.ts";
import { ok } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

/** Returns the notifications about single messages in short, newest first. */
async function noticesOf(app: TestApp, person: Person): Promise<string[]> {
  await app.settled();
  const { notifications } = ok(await person.get("/notifications?limit=50"), 200).data;
  return notifications
    .filter((one: { type: string; messageId?: string }) => one.messageId && one.type !== "message")
    .map((one: { type: string; actors: { username: string }[]; preview?: string }) =>
      `${one.type} by ${one.actors.map(({ username }) => username)}: ${one.preview ?? ""}`
    );
}

Deno.test("mentions, replies and reactions in a conversation notify the people concerned", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(app, ada, bob, cyd);
  const { messageId } = await say(ada, id, "Who comes, @bob?");
  const answer = await say(bob, id, "I do, @ada and @cyd", { parentId: messageId });
  for (const emoji of ["🔥", "🦆"]) {
    ok(await cyd.put(`/messages/${messageId}/reactions/${emoji}`), 200);
  }
  assertEquals(await noticesOf(app, bob), ["mention by ada: Who comes, @bob?"]);
  // One notification a message: the reply says enough.
  assertEquals(await noticesOf(app, ada), [
    "reaction by cyd: ",
    "reply by bob: I do, @ada and @cyd",
  ]);
  assertEquals(await noticesOf(app, cyd), ["mention by bob: I do, @ada and @cyd"]);
  const { notifications } = ok(await ada.get("/notifications"), 200).data;
  const reply = notifications.find(({ type }: { type: string }) => type === "reply");
  assertEquals([reply.conversationId, reply.messageId], [id, answer.messageId]);
  assertEquals([reply.commentId, reply.postId], [undefined, undefined]);
  // The reaction goes with the last emoji of the person.
  ok(await cyd.delete(`/messages/${messageId}/reactions/🔥`), 200);
  assertEquals((await noticesOf(app, ada))[0], "reaction by cyd: ");
  ok(await cyd.delete(`/messages/${messageId}/reactions/🦆`), 200);
  assertEquals(await noticesOf(app, ada), ["reply by bob: I do, @ada and @cyd"]);
});

Deno.test("edits notify only of new mentions, and withdraw those that are gone", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(app, ada, bob, cyd);
  const { messageId } = await say(ada, id, "Hello @bob");
  const edit = async (body: string) => {
    ok(await ada.patch(`/messages/${messageId}`, { body }), 200);
    await app.settled();
  };
  for (let n = 0; n < 5; n++) await edit(`Hello ${n} @bob`);
  assertEquals(await noticesOf(app, bob), ["mention by ada: Hello 4 @bob"]);
  await edit("Hello @bob and @cyd");
  assertEquals(await noticesOf(app, cyd), ["mention by ada: Hello @bob and @cyd"]);
  await edit("Hello @cyd");
  assertEquals(await noticesOf(app, bob), []);
  const seen = ok(await bob.get(`/messages/${messageId}`), 200).data;
  assertEquals(seen.mentions, [{ userId: cyd.id, username: "cyd" }]);
});

Deno.test("nothing of a deleted message is left in notifications", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  const parent = await say(bob, id, "Hello");
  const { messageId } = await say(ada, id, "Yes @bob", { parentId: parent.messageId });
  ok(await bob.put(`/messages/${messageId}/reactions/🔥`), 200);
  assertEquals((await noticesOf(app, bob)).length, 1);
  assertEquals((await noticesOf(app, ada)).length, 1);
  ok(await ada.delete(`/messages/${messageId}`), 204);
  for (const person of [ada, bob]) assertEquals(await noticesOf(app, person), []);
  const { sql } = app.ctx;
  assertEquals((await sql`select from notifications`).count, 0);
  assertEquals((await sql`select from message_mentions`).count, 0);
});

Deno.test("muted conversations, requests and hidden people notify nobody", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan, eve] = await app.people("ada", "bob", "cyd", "dan", "eve");
  const id = await makeGroup(app, ada, bob, cyd, dan, eve);
  const { sql } = app.ctx;
  const later = new Date(Date.now() + 60_000);
  await sql`
    insert into conversation_states (user_id, conversation_id, notify, muted_until)
    values (${bob.id}, ${id}, 'none', null), (${cyd.id}, ${id}, 'default', ${later}),
      (${dan.id}, ${id}, 'mentions', ${later})`;
  await block(app, eve, ada);
  await say(ada, id, "Hello @bob @cyd @dan @eve");
  const notices = await Promise.all([bob, cyd, dan, eve].map((one) => noticesOf(app, one)));
  assertEquals(notices.map(({ length }) => length), [0, 0, 1, 0]);
  // Mentions are all that this person wants to hear.
  const { messageId } = await say(dan, id, "Hello");
  ok(await bob.put(`/messages/${messageId}/reactions/🔥`), 200);
  assertEquals((await noticesOf(app, dan)).length, 1);
  const request = await makeDm(app, ada, cyd, { isRequest: true });
  await say(ada, request, "Hello @cyd");
  assertEquals(await noticesOf(app, cyd), []);
});

Deno.test("a removal withdraws the notifications of the conversation", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const [id, other] = [await makeGroup(app, ada, bob), await makeDm(app, ada, bob)];
  await say(ada, id, "Hello @bob");
  await say(ada, other, "Bye @bob");
  assertEquals((await noticesOf(app, bob)).length, 2);
  await removeFrom(app, id, bob);
  assertEquals(await noticesOf(app, bob), ["mention by ada: Bye @bob"]);
  const rows = await app.ctx.sql`select from notifications where user_id = ${bob.id}`;
  assertEquals(rows.count, 1);
  // The mention, and the conversation with its unread message.
  assertEquals(ok(await bob.get("/notifications/unread-count"), 200).data.unreadCount, 2);
});
