import { assert, assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { openTestDatabase } from "../../helpers/app/database.ts";
import {
  brokenGroups,
  makeGroup,
  membersSeenBy,
  openDm,
} from "../../helpers/conversations/conversations.ts";
import { say } from "../../helpers/conversations/life.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { Person } from "../../helpers/people/person.ts";

// Complaint 21: removed members go on sending.
Deno.test("nothing that a member sends at two instances is accepted after their removal", async () => {
  await using database = await openTestDatabase();
  await using one = await startApp({ database });
  await using other = await startApp({ database });
  const [ada, bob] = await one.people("ada", "bob");
  const bobElsewhere = new Person(other.fetch, "bob", bob.id, bob.accessToken, bob.refreshToken);
  for (let round = 0; round < 5; round++) {
    const id = await makeGroup(ada, [bob]);
    const send = (person: Person) => {
      const message = { body: "Hello", clientId: crypto.randomUUID() };
      return person.post(`/conversations/${id}/messages`, message);
    };
    const sent = Array.from({ length: 20 }, (_, n) => send(n % 2 === 0 ? bob : bobElsewhere));
    const removed = ada.delete(`/groups/${id}/members/${bob.id}`);
    const more = Array.from({ length: 20 }, (_, n) => send(n % 2 === 0 ? bob : bobElsewhere));
    ok(await removed, 204);
    for (const person of [bob, bobElsewhere]) {
      assertEquals(errorCode(await send(person), 404), "not_found");
    }
    const answers = await Promise.all([...sent, ...more]);
    const accepted = answers.filter(({ status }) => status === 201).map(({ data }) => data.seq);
    assertEquals(answers.filter(({ status }) => status !== 201 && status !== 404), []);
    const [event] = await one.ctx.sql<{ afterSeq: number; lastSeq: number }[]>`
      select (o.event ->> 'afterSeq')::int as after_seq, c.last_seq
      from conversations c left join outbox o
        on o.event ->> 'conversationId' = c.id::text and o.event ->> 'how' = 'removed'
      where c.id = ${id}`;
    const { afterSeq, lastSeq } = event!;
    assertEquals(lastSeq, accepted.length);
    assertEquals(accepted.sort((a, b) => a - b), accepted.map((_, index) => index + 1));
    // The event may be delivered already.
    if (afterSeq !== null) assertEquals(afterSeq, lastSeq);
  }
});

Deno.test("a group stays whole while members are added, removed, leave and delete it at once", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  for (let round = 0; round < 4; round++) {
    const id = await makeGroup(ada, [bob, cyd]);
    const answers = await Promise.all([
      ada.post(`/groups/${id}/members`, { userIds: [dan.id, bob.id] }),
      ada.delete(`/groups/${id}/members/${bob.id}`),
      bob.post(`/groups/${id}/leave`),
      cyd.post(`/groups/${id}/leave`),
      ada.post(`/groups/${id}/members`, { userIds: [cyd.id, bob.id] }),
      ada.patch(`/conversations/${id}`, { name: "Busy" }),
      ...round % 2 === 0 ? [] : [ada.delete(`/conversations/${id}`)],
    ]);
    assertEquals(answers.filter(({ status }) => status >= 500), []);
    assertEquals(await brokenGroups(app), []);
    if (round % 2 === 1) {
      assertEquals(errorCode(await dan.get(`/conversations/${id}`), 404), "not_found");
    } else assert((await membersSeenBy(ada, id)).includes("dan"));
  }
});

Deno.test("an answer accepts a request, and what comes after a decline stays out of sight", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const fromBob = await openDm(bob, ada);
  await say(bob, fromBob, "Hello?");
  await say(ada, fromBob, "Hello!");
  assertEquals(ok(await ada.get(`/conversations/${fromBob}`), 200).data.status, "accepted");
  const fromCyd = await openDm(cyd, ada);
  await say(cyd, fromCyd, "Buy this");
  const listed = async (query = "") =>
    ok(await ada.get(`/conversations${query}`), 200).data.conversations
      .map(({ conversationId }: { conversationId: string }) => conversationId);
  assert((await listed("?status=request")).includes(fromCyd));
  ok(await ada.post(`/conversations/${fromCyd}/decline`), 204);
  await say(cyd, fromCyd, "Buy it now");
  assertEquals([await listed(), await listed("?status=request")], [[fromBob], []]);
  const { totalUnread, requests } = ok(await ada.get("/conversations/unread"), 200).data;
  // Bob's greeting counts: an answer reads nothing.
  assertEquals([totalUnread, requests], [1, 0]);
  const mine = ok(await cyd.get(`/conversations/${fromCyd}`), 200).data;
  assertEquals([mine.status, mine.lastSeq, mine.canSend], ["accepted", 2, true]);
});

Deno.test("somebody who returns to a group sees only what is said from then on", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeGroup(ada, [bob]);
  await say(ada, id, "Before");
  ok(await bob.post(`/groups/${id}/leave`), 204);
  await say(ada, id, "Meanwhile");
  ok(await ada.post(`/groups/${id}/members`, { userId: bob.id }), 201);
  await say(ada, id, "After");
  const seen = async () =>
    ok(await bob.get(`/conversations/${id}/messages`), 200).data.messages
      .map(({ body }: { body: string }) => body);
  assertEquals(await seen(), ["After"]);
  const { visibleFrom, unreadCount } = ok(await bob.get(`/conversations/${id}`), 200).data;
  assertEquals([visibleFrom, unreadCount], [3, 1]);
  ok(await ada.patch(`/conversations/${id}`, { history: "all" }), 200);
  assertEquals(await seen(), ["After"]);
  ok(await bob.post(`/groups/${id}/leave`), 204);
  ok(await ada.post(`/groups/${id}/members`, { userId: bob.id }), 201);
  assertEquals(await seen(), ["After", "Meanwhile", "Before"]);
  // A person who empties their view of a conversation of two does it for themselves.
  const dm = await openDm(ada, bob);
  await say(ada, dm, "Over");
  ok(await bob.delete(`/conversations/${dm}`), 204);
  const bodies = async (person: Person) =>
    ok(await person.get(`/conversations/${dm}/messages`), 200).data.messages.length;
  assertEquals([await bodies(ada), await bodies(bob)], [1, 0]);
});
