import { assert, assertEquals } from "@std/assert";
import { follow, ok, publish } from "../../helpers/people/steps.ts";
import { type Frame, Live } from "../../helpers/realtime/live.ts";
import { type ListeningApp, startListening } from "../../helpers/app/listening.ts";
import type { Person } from "../../helpers/people/person.ts";
import { at, openStores } from "../../helpers/app/stores.ts";

/** Returns the ids of the posts that arrive, up to and including the last one. */
async function postsUntil(live: Live, lastId: string): Promise<string[]> {
  const ids: string[] = [];
  while (ids.at(-1) !== lastId) ids.push((await live.next("post.created")).event.data.postId);
  return ids;
}

async function publishMany(listening: ListeningApp, author: Person, count: number) {
  const ids: string[] = [];
  while (ids.length < count) ids.push((await publish(listening.app, author)).postId);
  return ids;
}

Deno.test("a client that returns with its last cursor gets every later event once and in order", async () => {
  await using listening = await startListening();
  const [ada, bob] = await listening.app.people("ada", "bob");
  await follow(listening.app, bob, ada);
  const first = await listening.open(bob);
  await first.subscribe("user");
  const [seen] = await publishMany(listening, ada, 1);
  assertEquals(await postsUntil(first, seen!), [seen]);
  await first.close();
  const missed = await publishMany(listening, ada, 8);
  await listening.app.settled();
  await using second = await listening.open(bob);
  await second.subscribe({ topic: "user", cursor: first.cursors.user! });
  const live = await publishMany(listening, ada, 2);
  const got = await postsUntil(second, live.at(-1)!);
  assertEquals(got, [...missed, ...live]);
});

Deno.test("every event's own cursor resumes right after that event", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const topic = `post:${postId}`;
  await using live = await listening.open(ada);
  await live.subscribe(topic);
  const texts = ["one", "two", "three", "four"];
  const made = texts.map((content) => ada.post(`/posts/${postId}/comments`, { content }));
  for (const answer of await Promise.all(made)) ok(answer, 201);
  const events: Frame[] = [];
  while (events.length < texts.length) events.push(await live.next("comment.created"));
  for (const [index, { cursor }] of events.entries()) {
    await using resumed = await listening.open(ada);
    await resumed.subscribe({ topic, cursor });
    for (const expected of events.slice(index + 1)) {
      const { event } = await resumed.next("comment.created");
      assertEquals(event, expected.event);
    }
  }
});

Deno.test("a client that is cut off again and again misses nothing", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const topic = `post:${postId}`;
  let { cursor } = await Live.connect(listening.server, { token: ada.accessToken })
    .then(async (live) => {
      const [followed] = await live.subscribe(topic);
      await live.close();
      return followed;
    });
  const count = 40;
  const made = Array.from({ length: count }, async (_, n) => {
    const answer = await ada.post(`/posts/${postId}/comments`, { content: `${n}` });
    return ok(answer, 201).data.commentId;
  });
  const got: string[] = [];
  while (got.length < count) {
    await using live = await listening.open(ada);
    await live.subscribe({ topic, cursor });
    for (let n = 0; n < 3 && got.length < count; n++) {
      const frame = await live.next("comment.created");
      got.push(frame.event.data.commentId);
      cursor = frame.cursor;
    }
  }
  assertEquals(got.toSorted(), (await Promise.all(made)).toSorted(), "each once");
});

Deno.test("a stream continues across a restart of the program", async () => {
  await using stores = await openStores();
  let cursor: string;
  let ada: Person;
  let seen: string;
  const missed: string[] = [];
  {
    await using first = await stores.start();
    [ada] = await first.app.people("ada");
    const live = await first.open(ada);
    await live.subscribe("user");
    seen = (await publishMany(first, ada, 1))[0]!;
    await postsUntil(live, seen);
    cursor = live.cursors.user!;
    await live.close();
    missed.push(...await publishMany(first, ada, 2));
  }
  await using second = await stores.start();
  await using live = await second.open(at(second, ada));
  await live.subscribe({ topic: "user", cursor });
  missed.push(...await publishMany(second, at(second, ada), 1));
  assertEquals(await postsUntil(live, missed.at(-1)!), missed);
});

Deno.test("events come from every instance, and a cursor of one resumes at another", async () => {
  await using stores = await openStores();
  await using one = await stores.start();
  await using other = await stores.start();
  const [ada, bob] = await one.app.people("ada", "bob");
  await follow(one.app, bob, ada);
  await using live = await other.open(at(other, bob));
  await live.subscribe("user");
  const first = await publishMany(one, ada, 3);
  assertEquals(await postsUntil(live, first.at(-1)!), first);
  await live.close();
  const second = await publishMany(other, at(other, ada), 3);
  await other.app.settled();
  await using resumed = await one.open(bob);
  await resumed.subscribe({ topic: "user", cursor: live.cursors.user! });
  assertEquals(await postsUntil(resumed, second.at(-1)!), second);
});

Deno.test("a session that ends at one instance loses its sockets at the other within a second", async () => {
  await using stores = await openStores();
  await using one = await stores.start();
  await using other = await stores.start();
  const [ada] = await one.app.people("ada");
  await using live = await other.open(at(other, ada));
  const endedAt = performance.now();
  ok(await ada.post("/auth/logout"), 204);
  assertEquals((await live.closed).code, 4401);
  assert(performance.now() - endedAt < 1000);
});

Deno.test("after the KV store was wiped an old cursor gets a reset, then the new events", async () => {
  await using stores = await openStores();
  let cursor: string;
  let ada: Person;
  {
    await using first = await stores.start();
    [ada] = await first.app.people("ada");
    await using live = await first.open(ada);
    await live.subscribe("user");
    await postsUntil(live, (await publishMany(first, ada, 1))[0]!);
    cursor = live.cursors.user!;
  }
  await stores.wipeKv();
  await using second = await stores.start();
  await using live = await second.open(at(second, ada));
  live.send({ op: "subscribe", ref: "a", topics: [{ topic: "user", cursor }] });
  assertEquals((await live.frame(() => true)).op, "ack");
  assertEquals(await live.frame(() => true), { op: "reset", topic: "user" });
  const [next] = await publishMany(second, at(second, ada), 1);
  assertEquals(await postsUntil(live, next!), [next]);
});

Deno.test("another subscription with a cursor goes back to it, one without continues", async () => {
  await using listening = await startListening();
  const [ada] = await listening.app.people("ada");
  await using live = await listening.open(ada);
  const [{ cursor }] = await live.subscribe("user");
  const [postId] = await publishMany(listening, ada, 1);
  await postsUntil(live, postId!);
  await live.subscribe("user");
  await live.subscribe({ topic: "user", cursor });
  assertEquals(await postsUntil(live, postId!), [postId]);
});
