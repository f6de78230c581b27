import { assertEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import type { ConversationId } from "../../../domain/ids.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import {
  deleteMember,
  insertMember,
  insertMessage,
  insertTalk,
  setHearing,
} from "../../helpers/conversations/rows.ts";
import { PASSWORD, type Person, send } from "../../helpers/people/person.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";

const totals = async (person: Person) => ok(await person.get("/conversations/unread"), 200).data;
const total = async (person: Person) => (await totals(person)).totalUnread;
const list = async (person: Person) =>
  ok(await person.get("/conversations"), 200).data.conversations;
const unreadIn = async (person: Person, id: string) =>
  (await list(person)).find((one: { conversationId: string }) => one.conversationId === id)
    ?.unreadCount;
const say = async (app: TestApp, id: ConversationId, who: Person, times: number) => {
  for (let time = 0; time < times; time++) await insertMessage(app, id, who);
};

Deno.test("a group that one has left is in no sum, and the total is that of the list (complaint 11)", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const group = await insertTalk(app, "group", [ada, bob]);
  const dm = await insertTalk(app, "dm", [ada, bob]);
  await say(app, group, ada, 7);
  await say(app, dm, ada, 2);
  const sum = async () =>
    (await list(bob)).reduce(
      (all: number, one: { unreadCount: number }) => all + one.unreadCount,
      0,
    );
  assertEquals([await total(bob), await sum()], [9, 9]);
  await deleteMember(app, group, bob);
  assertEquals([await total(bob), await sum()], [2, 2]);
  const nobody = await send(app.fetch, "GET", "/api/v1/conversations/unread");
  assertEquals(errorCode(nobody, 401), "unauthenticated");
});

Deno.test("messages of a deleted or suspended account are not unread, and are again when it returns (complaint 12)", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const dm = await insertTalk(app, "dm", [ada, bob]);
  await say(app, dm, ada, 3);
  assertEquals([await total(bob), await unreadIn(bob, dm)], [3, 3]);
  ok(await ada.delete("/users/me", { password: PASSWORD }), 202);
  assertEquals([await total(bob), await unreadIn(bob, dm)], [0, 0]);
  const login = { username: "ada", password: PASSWORD };
  ok(await send(app.fetch, "POST", "/api/v1/auth/login", login), 200);
  assertEquals([await total(bob), await unreadIn(bob, dm)], [3, 3]);
  await transact(app.ctx.db, (tx) => setSuspended(tx, ada.id, true));
  assertEquals([await total(bob), await unreadIn(bob, dm)], [0, 0]);
  await transact(app.ctx.db, (tx) => setSuspended(tx, ada.id, false));
  assertEquals([await total(bob), await unreadIn(bob, dm)], [3, 3]);
});

Deno.test("every role has unread messages of the others, the owner too (complaint 13)", async () => {
  await using app = await startApp();
  const people = await app.people("ada", "bob", "eve", "sue");
  const [ada, bob, eve, sue] = people;
  const group = await insertTalk(app, "group", [ada, bob, eve]);
  await insertMember(app, group, sue);
  for (const sender of people) await say(app, group, sender, 1);
  for (const person of [ada, bob, eve, sue]) assertEquals(await unreadIn(person, group), 3);
});

Deno.test("a person who joins later has nothing unread of before, also after a return (complaint 23)", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const group = await insertTalk(app, "group", [ada]);
  await say(app, group, ada, 10);
  await insertMember(app, group, bob);
  assertEquals(await unreadIn(bob, group), 0);
  await say(app, group, ada, 3);
  assertEquals(await unreadIn(bob, group), 3);
  await deleteMember(app, group, bob);
  await say(app, group, ada, 7);
  await insertMember(app, group, bob);
  assertEquals(await unreadIn(bob, group), 0);
  const [seen] = await list(bob);
  assertEquals([seen.visibleFrom, seen.lastMessage], [21, null]);
});

Deno.test("muted talk keeps its own number and counts in no total (complaint 37)", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const group = await insertTalk(app, "group", [ada, bob]);
  await say(app, group, ada, 4);
  await insertMessage(app, group, ada, { mentions: [bob] });
  const later = new Date(Date.now() + 60_000);
  const counted = { totalUnread: 5, totalMentions: 1, requests: 0 };
  const nothing = { totalUnread: 0, totalMentions: 0, requests: 0 };
  for (
    const [hearing, expected] of [
      [{}, counted],
      [{ mutedUntil: later }, nothing],
      [{ notify: "none" }, nothing],
      [{ isArchived: true }, nothing],
      [{ notify: "mentions" }, { ...counted, totalUnread: 1 }],
      [{ notify: "mentions", mutedUntil: later }, nothing],
      [{ notify: "all", mutedUntil: new Date(1) }, counted],
    ] as const
  ) {
    await setHearing(app, group, bob, hearing);
    assertEquals(await totals(bob), expected);
    if (!("isArchived" in hearing)) assertEquals(await unreadIn(bob, group), 5);
  }
});

Deno.test("a request counts apart until it is accepted", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const dm = await insertTalk(app, "dm", [ada, bob], { requestOf: bob });
  await say(app, dm, ada, 2);
  assertEquals(await totals(bob), { totalUnread: 0, totalMentions: 0, requests: 1 });
  assertEquals(await unreadIn(bob, dm), 2);
});

Deno.test("unread messages are counted exactly to 9,999; 10,000 means that or more", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const group = await insertTalk(app, "group", [ada, bob]);
  await app.ctx.sql`
    insert into messages (conversation_id, seq, id, sender_id, body, created_at)
    select ${group}, n, gen_random_uuid(), ${ada.id}, 'hello', now()
    from generate_series(1, 10004) as n`;
  await app.ctx.sql`update conversations set last_seq = 10004 where id = ${group}`;
  await insertMessage(app, group, ada);
  const left = async (seq: number) =>
    ok(await bob.post(`/conversations/${group}/read`, { seq }), 200).data.unreadCount;
  assertEquals([await left(0), await left(5), await left(6)], [10_000, 10_000, 9999]);
});
