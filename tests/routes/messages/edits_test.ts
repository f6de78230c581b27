import { assert, assertEquals } from "@std/assert";
import type { TestApp } from "../../helpers/app/app.ts";
import { startApp } from "../../helpers/app/app.ts";
import { logOf } from "../../helpers/app/traces.ts";
import {
  makeDm,
  makeGroup,
  makeRoom,
  makeSpace,
  removeFrom,
  say,
} from "../../helpers/conversations/talk.ts";
import { block } from "../../helpers/people/social.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";

const seenBy = async (person: Person, messageId: string) =>
  ok(await person.get(`/messages/${messageId}`), 200).data;

const logged = async (app: TestApp, conversationId: string) => {
  await app.settled();
  return (await logOf(app, `conversation:${conversationId}`)).map(({ type }) => type);
};

Deno.test("an edit changes the text for all, and the same text changes nothing", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  const message = await say(ada, id, "Hello");
  const path = `/messages/${message.messageId}`;
  const edited = ok(await ada.patch(path, { body: " Goodbye " }), 200).data;
  assertEquals(edited, { ...message, body: "Goodbye", rev: 1, editedAt: edited.editedAt });
  assert(edited.editedAt >= edited.createdAt);
  assertEquals(ok(await ada.put(path, { body: "Goodbye" }), 200).data, edited);
  assertEquals(await seenBy(bob, message.messageId), edited);
  assertEquals(ok(await ada.put(path, { body: "Again" }), 200).data.rev, 2);
  assertEquals(await logged(app, id), [
    "message.created",
    "message.updated",
    "message.updated",
  ]);
});

Deno.test("only its sender edits a message, and to others it is missing or forbidden", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const id = await makeGroup(app, ada, bob, dan);
  const { messageId } = await say(bob, id, "Hello");
  const path = `/messages/${messageId}`;
  for (const method of ["PATCH", "PUT"]) {
    for (const body of [{}, { body: "" }, { body: "x".repeat(4001) }, { body: "x", seq: 1 }]) {
      assertEquals(errorCode(await bob.send(method, path, body), 400), "validation_failed");
    }
    const missing = await bob.send(method, `/messages/${crypto.randomUUID()}`, { body: "x" });
    assertEquals(errorCode(missing, 404), "not_found");
    assertSameAnswer(await cyd.send(method, path, { body: "x" }), missing);
    // The owner of a group may delete messages, but not put words into people's mouths.
    assertEquals(errorCode(await ada.send(method, path, { body: "x" }), 403), "forbidden");
    const anonymous = await send(app.fetch, method, `/api/v1${path}`, { body: "x" });
    assertEquals(errorCode(anonymous, 401), "unauthenticated");
  }
  // A hidden message looks like one that is deleted.
  await block(app, dan, bob);
  const hidden = await dan.patch(path, { body: "x" });
  assertEquals(errorCode(hidden, 410), "gone");
  ok(await bob.delete(path), 204);
  assertSameAnswer(await dan.patch(path, { body: "x" }), hidden);
  assertSameAnswer(await bob.patch(path, { body: "x" }), hidden);
  const other = await say(bob, id, "Bye");
  await removeFrom(app, id, bob);
  assertEquals(
    errorCode(await bob.patch(`/messages/${other.messageId}`, { body: "x" }), 404),
    "not_found",
  );
});

Deno.test("edits at once are in one order, and none brings back what was deleted", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  for (let round = 0; round < 5; round++) {
    const { messageId } = await say(ada, id, "Hello");
    const path = `/messages/${messageId}`;
    const edits = await Promise.all(
      Array.from({ length: 8 }, (_, n) => ada.patch(path, { body: `Text ${n}` })),
    );
    const views = edits.map((answer) => ok(answer, 200).data);
    assertEquals(views.map(({ rev }) => rev).sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
    const last = views.find(({ rev }) => rev === 8);
    assertEquals(await seenBy(bob, messageId), last);
    const [deleted, ...late] = await Promise.all([
      ada.delete(path),
      ...Array.from({ length: 4 }, (_, n) => ada.patch(path, { body: `Late ${n}` })),
    ]);
    ok(deleted!, 204);
    for (const { status } of late) assert(status === 200 || status === 410, `${status}`);
    const [row] = await app.ctx.sql<{ body: string | null }[]>`
      select body from messages where id = ${messageId}`;
    assertEquals(row!.body, null);
  }
});

Deno.test("a deleted message leaves its number and nothing else", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeGroup(app, ada, bob);
  const first = await say(ada, id, "Canary @bob");
  ok(await bob.put(`/messages/${first.messageId}/reactions/🔥`), 200);
  const answer = await say(bob, id, "Yes", { parentId: first.messageId });
  const path = `/messages/${first.messageId}`;
  ok(await ada.delete(path), 204);
  ok(await ada.delete(path), 204);
  const tombstone = await seenBy(bob, first.messageId);
  assertEquals(tombstone.isDeleted, true);
  assertEquals([tombstone.seq, tombstone.createdAt], [1, first.createdAt]);
  for (const field of ["userId", "username", "clientId", "body", "editedAt", "parent"]) {
    assertEquals(tombstone[field], null, field);
  }
  for (const field of ["mentions", "media", "reactions"]) assertEquals(tombstone[field], []);
  const { parent } = await seenBy(ada, answer.messageId);
  assertEquals([parent.isDeleted, parent.body, parent.userId], [true, null, null]);
  const { sql } = app.ctx;
  const rows = await sql<{ left: number }[]>`
    select (select count(*) from message_mentions)::int
      + (select count(*) from message_reactions)::int as left`;
  assertEquals(rows[0]!.left, 0);
  await app.settled();
  const events = await logOf(app, `conversation:${id}`);
  assertEquals(events.filter(({ type }) => type === "message.deleted").length, 1);
  assertEquals(events.at(-1)!.ref, { messageId: first.messageId, conversationId: id, seq: 1 });
});

Deno.test("owners of groups and staff of spaces delete what people below them wrote", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const group = await makeGroup(app, ada, bob, cyd);
  const room = await makeRoom(app, await makeSpace(app, ada, bob, cyd));
  const tries: [string, Person, Person, number][] = [
    [group, cyd, bob, 403],
    [group, bob, cyd, 403],
    [group, ada, cyd, 204],
    [room, cyd, bob, 403],
    [room, cyd, ada, 403],
    [room, bob, ada, 403],
    [room, bob, cyd, 204],
    [room, ada, bob, 204],
    [room, dan, cyd, 404],
  ];
  for (const [id, deleter, sender, status] of tries) {
    const { messageId } = await say(sender, id as never, "Hello");
    ok(await deleter.delete(`/messages/${messageId}`), status);
    assertEquals((await seenBy(sender, messageId)).isDeleted, status === 204);
  }
  const dm = await makeDm(app, ada, bob);
  const { messageId } = await say(bob, dm, "Hello");
  assertEquals(errorCode(await ada.delete(`/messages/${messageId}`), 403), "forbidden");
});

Deno.test("staff cannot tell by deleting whether a message is deleted or hidden", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const room = await makeRoom(app, await makeSpace(app, ada, bob, cyd));
  const one = await say(ada, room, "One");
  const two = await say(ada, room, "Two");
  ok(await ada.delete(`/messages/${one.messageId}`), 204);
  await block(app, ada, bob);
  for (const { messageId } of [one, two]) ok(await bob.delete(`/messages/${messageId}`), 204);
  // Somebody above was not deleted by that, and members may not try.
  assertEquals((await seenBy(cyd, two.messageId)).body, "Two");
  for (const { messageId } of [one, two]) {
    assertEquals(errorCode(await cyd.delete(`/messages/${messageId}`), 403), "forbidden");
  }
});
