import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { makeGroup, openDm } from "../../helpers/conversations/conversations.ts";
import type { Person } from "../../helpers/people/person.ts";
import { ok } from "../../helpers/people/steps.ts";
import { Live } from "../../helpers/realtime/live.ts";

const say = async (person: Person, id: string, clientId: string, body = "hello") =>
  ok(await person.post(`/conversations/${id}/messages`, { clientId, body }), 201).data;
const read = async (person: Person, id: string, seq: number) =>
  ok(await person.post(`/conversations/${id}/read`, { seq }), 200).data;
const readsOf = async (person: Person, id: string) =>
  ok(await person.get(`/conversations/${id}`), 200).data.reads;

Deno.test("members see how far others have read, where both show it and nobody is hidden", async () => {
  await using app = await startApp();
  const [ada, bob, eve] = await app.people("ada", "bob", "eve");
  const group = await makeGroup(ada, [bob, eve]);
  for (const person of [bob, eve]) {
    ok(await person.post(`/conversations/${group}/accept`), 200);
    await say(person, group, `from ${person.name}`);
  }
  await read(bob, group, 2);
  await read(eve, group, 1);
  const [byBob, byEve] = [{ userId: bob.id, seq: 2 }, { userId: eve.id, seq: 1 }];
  assertEquals(await readsOf(ada, group), [byBob, byEve]);
  assertEquals(await readsOf(bob, group), [byEve]);
  ok(await eve.put("/users/me/messaging", { showsReceipts: false }), 200);
  assertEquals([await readsOf(ada, group), await readsOf(eve, group)], [[byBob], []]);
  ok(await ada.post(`/users/${bob.id}/block`), 200);
  assertEquals([await readsOf(ada, group), await readsOf(bob, group)], [[], []]);
});

Deno.test("a request gives its sender no receipts before it is accepted", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const dm = await openDm(ada, bob);
  await say(ada, dm, "one");
  await read(bob, dm, 1);
  assertEquals([await readsOf(ada, dm), await readsOf(bob, dm)], [[], []]);
  ok(await bob.post(`/conversations/${dm}/accept`), 200);
  assertEquals(await readsOf(ada, dm), [{ userId: bob.id, seq: 1 }]);
});

Deno.test("another device hears of a read with the new numbers (complaint 15), and the other person without them", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const dm = await openDm(ada, bob);
  ok(await bob.post(`/conversations/${dm}/accept`), 200);
  for (const clientId of ["one", "two", "three"]) await say(ada, dm, clientId);
  await app.settled();
  await using phone = await Live.connect(server, { token: bob.accessToken });
  await using sender = await Live.connect(server, { token: ada.accessToken });
  await phone.subscribe("user");
  await sender.subscribe(`conversation:${dm}`);
  await read(bob, dm, 2);
  const place = { conversationId: dm, userId: bob.id, seq: 2 };
  const { event: { data: own } } = await phone.next("read.updated");
  assertEquals(own, { ...place, unreadCount: 1, mentionsCount: 0, totalUnread: 1 });
  assertEquals((await sender.next("read.updated")).event.data, place);
  ok(await ada.put("/users/me/messaging", { showsReceipts: false }), 200);
  await read(bob, dm, 3);
  assertEquals((await phone.next("read.updated")).event.data.totalUnread, 0);
  await app.settled();
  const types = (await sender.unread()).map((frame) => frame.event?.type);
  assertEquals(types.filter((type) => type === "read.updated"), []);
});

Deno.test("a mention counts once with its talk muted, and reading the talk reads it (complaints 18 and 37)", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const group = await makeGroup(ada, [bob]);
  ok(await bob.post(`/conversations/${group}/accept`), 200);
  const badge = async () => {
    await app.settled();
    return ok(await bob.get("/notifications/unread-count"), 200).data.unreadCount;
  };
  const settings = `/conversations/${group}/settings`;
  ok(await bob.put(settings, { notify: "mentions" }), 200);
  const before = await badge();
  for (const n of [1, 2, 3, 4]) await say(ada, group, `m${n}`);
  assertEquals(await badge(), before);
  await say(ada, group, "m5", "Look, @bob");
  assertEquals(await badge(), before + 1);
  const [listed] = ok(await bob.get("/conversations"), 200).data.conversations;
  assertEquals([listed.unreadCount, listed.mentionsCount], [5, 1]);
  assertEquals((await read(bob, group, 5)).totalUnread, 0);
  assertEquals(await badge(), before);
  await say(ada, group, "m6", "And @bob");
  await read(bob, group, 6);
  assertEquals(await badge(), before);
});

Deno.test("the newest member hears of the first message after joining (complaint 22)", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada, bob, eve] = await app.people("ada", "bob", "eve");
  const group = await makeGroup(ada, [bob]);
  await say(ada, group, "before");
  await using live = await Live.connect(server, { token: eve.accessToken });
  await live.subscribe("user");
  ok(await ada.post(`/groups/${group}/members`, { userIds: [eve.id] }), 201);
  await live.subscribe(`conversation:${group}`);
  const { messageId } = await say(ada, group, "after");
  const heard = await live.next("message.created");
  assertEquals(heard.event.data.messageId, messageId);
  const [listed] = ok(await eve.get("/conversations"), 200).data.conversations;
  assertEquals([listed.visibleFrom, listed.unreadCount], [2, 1]);
});
