import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { logOf } from "../../helpers/app/traces.ts";
import { makeDm, makeGroup, say } from "../../helpers/conversations/talk.ts";
import { block } from "../../helpers/people/social.ts";
import { assertPagedList } from "../../helpers/people/social.ts";
import { assertSameAnswer, errorCode, ok, walkList } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";

const KINDS = Array.from({ length: 25 }, (_, n) => String.fromCodePoint(0x1f400 + n));
const pathOf = (messageId: string, emoji: string) =>
  `/messages/${messageId}/reactions/${encodeURIComponent(emoji)}`;

Deno.test("reactions are added once, taken back once, and name their people", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(app, ada, bob, cyd);
  const { messageId } = await say(ada, id, "Hello");
  const hearts = (...people: Person[]) => ({
    emoji: "❤️",
    count: people.length,
    userIds: people.map((person) => person.id),
  });
  for (const form of ["❤️", "\u2764"]) {
    const { data } = ok(await bob.put(pathOf(messageId, form)), 200);
    assertEquals(data, { messageId, reactions: [hearts(bob)] });
  }
  const { data } = ok(await ada.put(pathOf(messageId, "❤️")), 200);
  assertEquals(data.reactions, [hearts(bob, ada)]);
  ok(await cyd.put(pathOf(messageId, "👩‍👩‍👧‍👦")), 200);
  const seen = ok(await cyd.get(`/messages/${messageId}`), 200).data;
  assertEquals(seen.reactions.map(({ emoji }: { emoji: string }) => emoji), ["❤️", "👩‍👩‍👧‍👦"]);
  assertEquals(seen.rev, 3);
  await assertPagedList(ada, pathOf(messageId, "❤️"), "users", ["bob", "ada"]);
  for (let time = 0; time < 2; time++) {
    const left = ok(await bob.delete(pathOf(messageId, "❤️")), 200).data.reactions;
    assertEquals(left[0], hearts(ada));
  }
  await app.settled();
  const types = (await logOf(app, `conversation:${id}`)).map(({ type }) => type);
  assertEquals(types.filter((type) => type === "message.updated").length, 4);
});

Deno.test("a reaction is exactly one emoji, to a message that is there", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(app, ada, bob);
  const { messageId } = await say(ada, id, "Hello");
  ok(await bob.put(pathOf(messageId, "🔥")), 200);
  for (const method of ["PUT", "DELETE", "GET"]) {
    for (const bad of ["x", "1", "🔥🔥", "a🔥", "\u200d", "🔥".repeat(9)]) {
      const answer = await bob.send(method, pathOf(messageId, bad));
      assertEquals(errorCode(answer, 400), "validation_failed", bad);
    }
    const missing = await bob.send(method, pathOf(crypto.randomUUID(), "🔥"));
    assertEquals(errorCode(missing, 404), "not_found");
    assertSameAnswer(await cyd.send(method, pathOf(messageId, "🔥")), missing);
    const anonymous = await send(app.fetch, method, `/api/v1${pathOf(messageId, "🔥")}`);
    assertEquals(errorCode(anonymous, 401), "unauthenticated");
  }
  ok(await ada.delete(`/messages/${messageId}`), 204);
  for (const method of ["PUT", "DELETE"]) {
    assertEquals(errorCode(await bob.send(method, pathOf(messageId, "🔥")), 410), "gone");
  }
  assertEquals(await walkList(bob, pathOf(messageId, "🔥"), "users"), []);
});

Deno.test("a message has at most twenty kinds of reactions, however many come at once", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  const { messageId } = await say(ada, id, "Hello");
  const answers = await Promise.all(
    KINDS.map((emoji, n) => [ada, bob][n % 2]!.put(pathOf(messageId, emoji))),
  );
  const statuses = answers.map(({ status }) => status).sort();
  assertEquals(statuses, [...Array(20).fill(200), ...Array(5).fill(422)]);
  const { reactions } = ok(await bob.get(`/messages/${messageId}`), 200).data;
  assertEquals(reactions.length, 20);
  // People may join the kinds that are there, and a kind that is left makes room.
  const [first] = reactions;
  const [owner, other] = first.userIds[0] === ada.id ? [ada, bob] : [bob, ada];
  assertEquals(
    ok(await other.put(pathOf(messageId, first.emoji)), 200).data.reactions[0].count,
    2,
  );
  for (const person of [owner, other]) {
    ok(await person.delete(pathOf(messageId, first.emoji)), 200);
  }
  ok(await ada.put(pathOf(messageId, "🔥")), 200);
});

Deno.test("reactions of hidden people are neither counted nor named", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(app, ada, bob, cyd);
  const { messageId } = await say(ada, id, "Hello");
  for (const person of [ada, bob]) ok(await person.put(pathOf(messageId, "🔥")), 200);
  ok(await bob.put(pathOf(messageId, "🦆")), 200);
  await block(app, bob, cyd);
  const seen = ok(await cyd.get(`/messages/${messageId}`), 200).data;
  assertEquals(seen.reactions, [{ emoji: "🔥", count: 1, userIds: [ada.id] }]);
  await assertPagedList(cyd, pathOf(messageId, "🔥"), "users", ["ada"]);
  await assertPagedList(cyd, pathOf(messageId, "🦆"), "users", []);
  // Of a hidden person's message there is only a tombstone.
  const hidden = await say(bob, id, "Bye");
  ok(await ada.put(pathOf(hidden.messageId, "🔥")), 200);
  assertEquals(errorCode(await cyd.put(pathOf(hidden.messageId, "🔥")), 410), "gone");
  assertEquals(await walkList(cyd, pathOf(hidden.messageId, "🔥"), "users"), []);
});
