import { assert, assertEquals } from "@std/assert";
import { ok } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { at, openStores } from "../../helpers/app/stores.ts";
import type { Frame, Live } from "../../helpers/realtime/live.ts";
import { join, remove } from "../../helpers/realtime/joining.ts";
import { makeGroup, type Place, say } from "../../helpers/realtime/talk.ts";

const created = "message.created";
const inside = ({ conversationId }: Place) => ({ event }: Frame) =>
  event.data.conversationId === conversationId;

/** Returns the numbers of the next messages of a conversation. */
async function numbers(live: Live, place: Place, count: number): Promise<number[]> {
  const got: number[] = [];
  while (got.length < count) got.push((await live.next(created, inside(place))).event.data.seq);
  return got;
}

Deno.test("the user's stream has the messages of all groups, with the same ids as their topics", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const [one, other] = [await makeGroup(app, ada, bob), await makeGroup(app, bob, ada)];
  await using live = await listening.open(bob);
  await live.subscribe("user", `conversation:${one.conversationId}`);
  await say(app, one, ada, "here");
  await say(app, other, ada, "there");
  const personal = await live.next(
    created,
    (frame) => frame.topic === "user" && inside(one)(frame),
  );
  const own = await live.next(created, ({ topic }) => topic !== "user");
  assertEquals(personal.event, own.event);
  assertEquals((await live.next(created, inside(other))).topic, "user");
});

Deno.test("one cursor resumes all conversations where the client was, each in order and whole", async () => {
  await using stores = await openStores();
  const counts = [7, 150, 40];
  let cursor: string;
  let groups: Place[];
  let bob;
  {
    await using first = await stores.start();
    const [ada, someone] = await first.app.people("ada", "bob");
    bob = someone;
    groups = [];
    for (const _ of counts) groups.push(await makeGroup(first.app, ada, bob));
    await using live = await first.open(bob);
    await live.subscribe("user");
    for (const group of groups) await say(first.app, group, ada, "seen");
    for (const group of groups) assertEquals(await numbers(live, group, 1), [1]);
    cursor = live.cursors.user!;
    await live.close();
    await Promise.all(groups.map(async (group, index) => {
      for (let n = 0; n < counts[index]!; n++) await say(first.app, group, ada, `missed ${n}`);
    }));
  }
  await using second = await stores.start();
  await using live = await second.open(at(second, bob));
  await live.subscribe({ topic: "user", cursor });
  for (const [index, group] of groups.entries()) {
    const got = new Set(await numbers(live, group, counts[index]!));
    // A message may come again if it was sent right before the cursor.
    if (got.has(1)) got.add((await numbers(live, group, 1))[0]!);
    const wanted = Array.from({ length: counts[index]! }, (_, n) => n + 2);
    assertEquals([...got].filter((seq) => seq > 1), wanted);
  }
});

Deno.test("a stream begins with a group at the joining, and ends with it at the leaving", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const [group, kept] = [await makeGroup(app, ada), await makeGroup(app, ada, bob)];
  await using live = await listening.open(bob);
  await live.subscribe("user");
  await say(app, group, ada, "before");
  await join(app, group, bob);
  await say(app, group, ada, "while in");
  assertEquals((await live.next("member.joined")).event.data.afterSeq, 1);
  assertEquals((await live.next(created)).event.data.body, "while in");
  await remove(app, group, bob, "left");
  await say(app, group, ada, "after");
  await say(app, kept, ada, "elsewhere");
  await live.next("member.left");
  assertEquals((await live.next(created)).event.data.body, "elsewhere");
});

Deno.test("reading on one device tells the others the new numbers", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const group = await makeGroup(app, ada, bob);
  await using live = await listening.open(bob);
  await live.subscribe("user", `conversation:${group.conversationId}`);
  for (const text of ["one", "two", "three"]) await say(app, group, ada, text);
  ok(await bob.post(`/conversations/${group.conversationId}/read`, { seq: 2 }), 200);
  const { event } = await live.next("read.updated", ({ topic }) => topic === "user");
  assertEquals(event.data, {
    conversationId: group.conversationId,
    userId: bob.id,
    seq: 2,
    unreadCount: 1,
    mentionsCount: 0,
    totalUnread: 1,
  });
  const shared = await live.next("read.updated");
  assert(!("unreadCount" in shared.event.data), "numbers are for one's own devices");
  assertEquals((await live.unread()).filter(({ event }) => event?.type === "read.updated"), []);
});
