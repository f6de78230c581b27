import { assertEquals, assertRejects } from "@std/assert";
import { ActorSystem, Fenced } from "../../actors/runtime/system.ts";
import { Delivery } from "../../actors/delivery/delivery.ts";
import { readCheckpoint } from "../../actors/delivery/checkpoint.ts";
import { newId, type UserId } from "../../domain/ids.ts";
import { ALL_PARTS } from "../../domain/events/parts.ts";
import type { RecordedEvent } from "../../domain/events/events.ts";
import { startApp, type TestApp } from "../helpers/app/app.ts";
import { NO_HANDLERS } from "../helpers/app/no_handlers.ts";
import { openTestDatabase } from "../helpers/app/database.ts";
import { follow, ok, publish } from "../helpers/people/steps.ts";
import { openMemoryKv } from "../helpers/app/kv.ts";
import { Person } from "../helpers/people/person.ts";
import { expectSignal, feedRowsOf, inboxOf, logOf } from "../helpers/app/traces.ts";

/** Starts two instances of the program on one database and one KV file. */
async function startTwo() {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await openTestDatabase());
  const here = opening.use(await startApp({ database }));
  const there = opening.use(await startApp({ database }));
  const resources = opening.move();
  return { here, there, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Returns the same person at another instance. */
const at = (app: TestApp, { name, id, accessToken, refreshToken }: Person) =>
  new Person(app.fetch, name, id, accessToken, refreshToken);

Deno.test("events that two instances write at once are delivered once each", async () => {
  await using two = await startTwo();
  const { here, there } = two;
  const [ada, bob] = await here.people("ada", "bob");
  await follow(here, bob, ada);
  ok(await bob.get("/feed"), 200);
  const places = [here, there];
  const posts = await Promise.all(Array.from({ length: 12 }, (_, index) => {
    const app = places[index % 2]!;
    return publish(app, at(app, ada));
  }));
  await Promise.all(
    posts.map(({ postId }, index) =>
      at(places[(index + 1) % 2]!, bob).post(`/posts/${postId}/like`)
    ),
  );
  await Promise.all(places.map((app) => app.settled()));

  const ids = posts.map((post) => post.postId).sort().reverse();
  assertEquals(await feedRowsOf(here, bob.id), ids);
  const log = await logOf(there, `user:${bob.id}`);
  const arrived = log.flatMap(({ type, ref }) => type === "post.created" ? [ref.postId] : []);
  assertEquals(arrived.sort().reverse(), ids);
  for (const app of places) {
    const { items, unread } = await inboxOf(at(app, ada));
    assertEquals(items.filter((one) => one === "like of 1").length, ids.length);
    assertEquals(unread, ids.length + 1);
  }
});

Deno.test("a like at one instance shows at the other as soon as the message about it arrives", async () => {
  await using two = await startTwo();
  const { here, there } = two;
  const [ada, bob] = await here.people("ada", "bob");
  const seen = async (postId: string) => {
    const { data } = ok(await at(there, bob).get(`/posts/${postId}`), 200);
    return [data.likesCount, data.isLiked];
  };
  // The second post is newer than the viewer states that the other instance has loaded.
  for (let posts = 0; posts < 2; posts++) {
    const { postId } = await publish(here, ada);
    await here.settled();
    assertEquals(await seen(postId), [0, false]);
    const received = await expectSignal(there, `post:${postId}`, "counters");
    ok(await bob.post(`/posts/${postId}/like`), 200);
    await received.signal;
    assertEquals(await seen(postId), [1, true]);
  }
});

Deno.test("a post that is saved at one instance shows as saved at the other within a second", async () => {
  await using two = await startTwo();
  const { here, there } = two;
  const [ada, bob] = await here.people("ada", "bob");
  const { postId } = await publish(here, ada);
  await here.settled();
  const seen = async () => ok(await at(there, bob).get(`/posts/${postId}`), 200).data.isSaved;
  assertEquals(await seen(), false);
  for (const isSaved of [true, false]) {
    const end = performance.now() + 1000;
    ok(await bob.send(isSaved ? "PUT" : "DELETE", `/posts/${postId}/save`), 200);
    // A read from memory alone would never let the message be processed.
    while (await seen() !== isSaved && performance.now() < end) await there.ctx.sql`select`;
    assertEquals(await seen(), isSaved);
  }
});

Deno.test("a post at one instance comes into a feed that the other holds in memory", async () => {
  await using two = await startTwo();
  const { here, there } = two;
  const [ada, bob] = await here.people("ada", "bob");
  const heardFollow = await expectSignal(there, `user:${bob.id}`, "appended");
  await follow(here, bob, ada);
  await heardFollow.signal;
  const feed = async () =>
    ok(await at(there, bob).get("/feed"), 200).data.posts
      .map((post: { postId: string }) => post.postId);
  assertEquals(await feed(), []);
  const received = await expectSignal(there, `user:${bob.id}`, "appended");
  const { postId } = await publish(here, ada);
  await received.signal;
  assertEquals(await feed(), [postId]);
});

Deno.test("an instance without clients reads nothing, and its next request sees all changes", async () => {
  await using two = await startTwo();
  const { here, there } = two;
  const [ada, bob] = await here.people("ada", "bob");
  await follow(here, bob, ada);
  await here.settled();
  const feed = async () =>
    ok(await at(there, bob).get("/feed"), 200).data.posts
      .map((post: { postId: string }) => post.postId);
  assertEquals(await feed(), []);
  while (there.ctx.activity.isBusy) await there.ctx.sql`select`;
  const { postId } = await publish(here, ada);
  await here.settled();
  assertEquals(await feed(), [postId]);
});

Deno.test("a session that ends at one instance ends at the other", async () => {
  await using two = await startTwo();
  const { here, there } = two;
  const [ada] = await here.people("ada");
  ok(await at(there, ada).get("/auth/me"), 200);
  const me = ok(await ada.get("/auth/me"), 200).data;
  const received = await expectSignal(there, `session:${me.sessionId}`, "permissions");
  ok(await ada.post("/auth/logout", { refreshToken: ada.refreshToken }), 204);
  await received.signal;
  ok(await at(there, ada).get("/auth/me"), 401);
});

Deno.test("a delivery whose checkpoint was moved by another process applies nothing", async () => {
  using store = await openMemoryKv();
  const deliverer = (self: string) => {
    const system = new ActorSystem(store.kv, () => {});
    return new Delivery({
      lane: "main",
      shard: 0,
      kv: store.kv,
      system,
      handlers: NO_HANDLERS,
      self,
    });
  };
  const event = {
    type: "post.created",
    postId: newId<"post">(),
    sortId: newId(),
    authorId: "ada" as UserId,
  } as const;
  const events: RecordedEvent[] = [
    { id: newId(), writerId: "a", at: 1, event: { ...event, mentionedIds: [] } },
  ];
  const [slow, quick] = [deliverer("slow"), deliverer("quick")];
  const deliver = async (delivery: Delivery) =>
    await delivery.deliver(
      { events, deltas: [], parts: ALL_PARTS },
      await readCheckpoint(store.kv, { lane: "main", shard: 0, origin: "a" }),
      { origin: "a" },
    );
  store.trouble.before = async () => {
    delete store.trouble.before;
    await deliver(quick);
  };
  await assertRejects(() => deliver(slow), Fenced);
  await deliver(slow);
  const rows = await Array.fromAsync(store.kv.list({ prefix: ["log", "user:ada"] }));
  assertEquals(rows.length, 1);
});
