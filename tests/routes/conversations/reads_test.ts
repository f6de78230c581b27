import { assertEquals } from "@std/assert";
import { newId } from "../../../domain/ids.ts";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { startListening } from "../../helpers/app/listening.ts";
import {
  deleteMember,
  deleteMessage,
  insertMessage,
  insertTalk,
} from "../../helpers/conversations/rows.ts";
import { send } from "../../helpers/people/person.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import { Live } from "../../helpers/realtime/live.ts";
import type { Person } from "../../helpers/people/person.ts";

const read = (person: Person, conversationId: string, seq: unknown) =>
  person.post(`/conversations/${conversationId}/read`, { seq });

const say = async (
  app: TestApp,
  id: Awaited<ReturnType<typeof insertTalk>>,
  who: Person,
  n = 1,
) => {
  const sent = [];
  for (let time = 0; time < n; time++) sent.push(await insertMessage(app, id, who));
  return sent;
};

Deno.test("reading moves the place forward, never back, and returns what is left", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await insertTalk(app, "dm", [ada, bob]);
  const other = await insertTalk(app, "group", [bob, ada]);
  await say(app, id, ada, 4);
  await insertMessage(app, id, ada, { mentions: [bob] });
  await say(app, other, ada, 2);
  assertEquals(ok(await read(bob, id, 2), 200).data, {
    conversationId: id,
    readSeq: 2,
    unreadCount: 3,
    mentionsCount: 1,
    totalUnread: 5,
  });
  for (const seq of [1, 0, 2]) assertEquals(ok(await read(bob, id, seq), 200).data.readSeq, 2);
  const { readSeq, unreadCount, mentionsCount, totalUnread } = ok(await read(bob, id, 5), 200).data;
  assertEquals([readSeq, unreadCount, mentionsCount, totalUnread], [5, 0, 0, 2]);
});

Deno.test("a place after the last message is refused and changes nothing", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await insertTalk(app, "dm", [ada, bob]);
  await say(app, id, ada, 2);
  assertEquals(errorCode(await read(bob, id, 3), 422), "unprocessable");
  assertEquals(errorCode(await read(bob, id, 2 ** 31 - 1), 422), "unprocessable");
  assertEquals(ok(await read(bob, id, 0), 200).data.readSeq, 0);
  for (const seq of [-1, 1.5, "1", null, 2 ** 31]) {
    assertEquals(errorCode(await read(bob, id, seq), 400), "validation_failed");
  }
  assertEquals(
    errorCode(await bob.post(`/conversations/${id}/read`, {}), 400),
    "validation_failed",
  );
});

Deno.test("a conversation that one is not in cannot be read, as if it did not exist", async () => {
  await using app = await startApp();
  const [ada, bob, eve, sue] = await app.people("ada", "bob", "eve", "sue");
  const dm = await insertTalk(app, "dm", [ada, bob]);
  const group = await insertTalk(app, "group", [ada, eve, sue]);
  await say(app, dm, ada);
  await say(app, group, ada);
  const missing = await read(eve, newId(), 1);
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await read(eve, dm, 1), missing);
  ok(await read(eve, group, 1), 200);
  await deleteMember(app, group, eve);
  assertSameAnswer(await read(eve, group, 1), missing);
  ok(await bob.post(`/users/${ada.id}/block`), 200);
  for (const person of [ada, bob]) assertSameAnswer(await read(person, dm, 1), missing);
  await transact(app.ctx.db, (tx) => setSuspended(tx, sue.id, true));
  assertEquals((await read(sue, group, 1)).status, 403);
  const nobody = await send(app.fetch, "POST", `/api/v1/conversations/${dm}/read`, { seq: 1 });
  assertEquals(errorCode(nobody, 401), "unauthenticated");
});

Deno.test("many places at once end at the highest one", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await insertTalk(app, "dm", [ada, bob]);
  await say(app, id, ada, 40);
  const seqs = Array.from({ length: 40 }, (_, n) => (n * 17) % 40 + 1);
  const places = await Promise.all(seqs.map(async (seq) => ok(await read(bob, id, seq), 200).data));
  assertEquals(places.every(({ readSeq }, n) => readSeq >= seqs[n]!), true);
  const rows = await app.ctx.sql`select read_seq from conversation_states`;
  assertEquals([...rows], [{ readSeq: 40 }]);
});

Deno.test("own messages are never unread, and neither are deleted ones (complaints 10 and 14)", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await insertTalk(app, "dm", [ada, bob]);
  await say(app, id, bob, 3);
  const sent = await say(app, id, ada, 5);
  const left: number[] = [];
  for (const { messageId } of sent) {
    await deleteMessage(app, id, messageId);
    left.push(ok(await read(bob, id, 0), 200).data.unreadCount);
  }
  assertEquals(left, [4, 3, 2, 1, 0]);
});

Deno.test("the frame `read` gets the response of the route, and its refusals", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada, bob, eve] = await app.people("ada", "bob", "eve");
  const id = await insertTalk(app, "dm", [ada, bob]);
  await say(app, id, ada, 3);
  await using live = await Live.connect(server, { token: bob.accessToken });
  const ack = await live.ask({ op: "read", conversationId: id, seq: 2 });
  assertEquals([ack.op, ack.data], ["ack", {
    conversationId: id,
    readSeq: 2,
    unreadCount: 1,
    mentionsCount: 0,
    totalUnread: 1,
  }]);
  const above = await live.ask({ op: "read", conversationId: id, seq: 4 });
  assertEquals([above.op, above.error.code], ["error", "unprocessable"]);
  await using stranger = await Live.connect(server, { token: eve.accessToken });
  const hidden = await stranger.ask({ op: "read", conversationId: id, seq: 1 });
  assertEquals([hidden.op, hidden.error.code], ["error", "not_found"]);
});
