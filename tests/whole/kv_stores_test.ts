import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { wipeProjections } from "../../actors/projections.ts";
import { shardOfId } from "../../actors/runtime/shards.ts";
import { erasePeople } from "../../jobs/erasure/erase_people.ts";
import { newId } from "../../domain/ids.ts";
import { openApp, type TestApp } from "../helpers/app/app.ts";
import { openTestDatabase } from "../helpers/app/database.ts";
import { scanKv } from "../helpers/app/scan.ts";
import { feedRowsOf, inboxOf } from "../helpers/app/traces.ts";
import { type ListeningApp, startListening } from "../helpers/app/listening.ts";
import { type KvServer, openKvServer } from "../helpers/kv/server.ts";
import { idIn } from "../helpers/kv/shards.ts";
import { PASSWORD, Person } from "../helpers/people/person.ts";
import { captionsOf } from "../helpers/people/social.ts";
import { follow, ok, publish } from "../helpers/people/steps.ts";
import { within } from "../helpers/realtime/live.ts";

const STORES = 3;

/** Starts the program on several KV stores, with one person in each. */
async function startOnStores() {
  await using opening = new AsyncDisposableStack();
  const stores = Array.from({ length: STORES }, () => opening.use(openKvServer()));
  const listening = opening.use(
    await startListening({ env: { KV_URLS: stores.map(({ url }) => url).join() } }),
  );
  const people: Person[] = [];
  for (let shard = 0; shard < STORES; shard++) people.push(await personIn(listening, shard));
  const resources = opening.move();
  const [ada, bob, carol] = people as [Person, Person, Person];
  return {
    stores,
    listening,
    ada,
    bob,
    carol,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Registers people until one's rows are in this store. */
async function personIn({ app }: ListeningApp, shard: number): Promise<Person> {
  for (let n = 0;; n++) {
    const person = await Person.register(app.fetch, `person${shard}x${n}`);
    if (shardOfId(person.id, STORES) === shard) return person;
  }
}

/** Makes a store unreachable, until disposed. */
function cutOff(store: KvServer): Disposable {
  const refuse = () => new Response(null, { status: 503 });
  store.faults = { beforeRead: refuse, beforeWrite: refuse };
  return { [Symbol.dispose]: () => void (store.faults = {}) };
}

Deno.test("people in different KV stores follow, like, comment and hear of each other", async () => {
  await using world = await startOnStores();
  const { listening, ada, bob, carol } = world;
  const { app } = listening;
  for (const follower of [bob, carol]) await follow(app, follower, ada);
  const first = await listening.open(bob);
  await first.subscribe("user");
  const { postId } = await publish(app, ada, { caption: "Lake" });
  assertEquals((await first.next("post.created")).event.data.postId, postId);
  await first.close();

  for (const fan of [bob, carol]) ok(await fan.post(`/posts/${postId}/like`), 200);
  ok(await carol.post(`/posts/${postId}/comments`, { content: `@${bob.name} look` }), 201);
  await publish(app, ada, { caption: "Hill" });
  await app.settled();
  await using second = await listening.open(bob);
  await second.subscribe({ topic: "user", cursor: first.cursors.user! });
  const types = [];
  for (let n = 0; n < 2; n++) {
    types.push((await second.frame((frame) => frame.op === "event")).event.type);
  }
  assertEquals(types.sort(), ["notification.created", "post.created"]);
  for (const fan of [bob, carol]) assertEquals(await captionsOf(fan), ["Hill", "Lake"]);
  assertEquals(await inboxOf(ada), {
    items: ["comment of 1", "like of 2", "follow of 2"],
    unread: 3,
  });
  assertEquals((await inboxOf(bob)).items, ["mention of 1"]);
});

Deno.test("an erasure reaches the feeds and inboxes of all KV stores", async () => {
  await using world = await startOnStores();
  const { listening: { app }, ada, bob, carol } = world;
  for (const other of [bob, carol]) {
    await follow(app, other, ada);
    await follow(app, ada, other);
  }
  const { postId } = await publish(app, ada, { caption: "Lake" });
  ok(await bob.post(`/posts/${postId}/like`), 200);
  await app.settled();
  // Logs name an erased person by id for a while: see the tests of erasures.
  const traces = () =>
    Promise.all(app.ctx.kvStores.map(async (store) => {
      const found = await scanKv([store], ada.id);
      return found.some((text) => !/^\[\s*\[\s*"(log|cluster)",/.test(text));
    }));
  assertEquals(await traces(), [true, true, true]);
  ok(await ada.delete("/users/me", { password: PASSWORD }), 202);
  await app.settled();
  await app.ctx.sql`update users set deleted_at = now() - interval '31 days' where id = ${ada.id}`;
  const erased = await erasePeople(app.ctx, new AbortController().signal);
  assertEquals(erased, { erased: 1, unfinished: 0 });
  await app.settled();
  assertEquals(await traces(), [false, false, false]);
});

Deno.test("while one KV store is down, people of the others go on, and its own catch up later", async () => {
  await using world = await startOnStores();
  const { stores, listening, ada, bob, carol } = world;
  const { app } = listening;
  for (const fan of [ada, carol]) await follow(app, fan, bob);
  assertEquals(await captionsOf(carol), []);
  assertEquals(await captionsOf(ada), []);
  await using bobs = await listening.open(bob);
  await using carols = await listening.open(carol);
  for (const live of [bobs, carols]) await live.subscribe("user");
  {
    using _down = cutOff(stores[0]!);
    const { postId } = await publish(app, bob, { caption: "Lake" });
    assertEquals((await carols.next("post.created")).event.data.postId, postId);
    assertEquals(await captionsOf(carol), ["Lake"]);
    ok(await carol.post(`/posts/${postId}/comments`, { content: "look" }), 201);
    assertEquals((await bobs.next("notification.created")).event.data.type, "comment");
    assertEquals((await inboxOf(bob)).items, ["comment of 1", "follow of 2"]);
    assertEquals((await feedRowsOf(app, carol.id)).length, 1);
  }
  await app.settled();
  assertEquals(await captionsOf(ada), ["Lake"]);
  assertEquals((await feedRowsOf(app, ada.id)).length, 1);
});

/** Leaves a batch as a killed program leaves it: it changes inboxes that two stores share now. */
async function leaveBatch({ ctx: { sql } }: TestApp): Promise<void> {
  const owner = newId();
  const [event] = await sql<{ id: string }[]>`select id from outbox`;
  const change = { eventId: event!.id, put: [], removedIds: [], unread: 1, announced: [] };
  const deltas = [0, 1].map((shard) => ({ ...change, userId: idIn(shard, 2) }));
  await sql`insert into instances (id, leased_until) values (${owner}, now() - interval '1 minute')`;
  await sql`
    insert into prepared_batches (lane, shard, origin, owner, parts, seqs, deltas)
    select 'main', 0, ${owner}, ${owner}, -1, array_agg(seq), ${sql.json(deltas)} from outbox`;
}

Deno.test("another number of KV stores needs a rebuild, and then nothing is missing or in the way", async () => {
  await using database = await openTestDatabase();
  await using one = openKvServer();
  await using two = openKvServer();
  const start = (...stores: KvServer[]) =>
    openApp({ database, env: { KV_URLS: stores.map(({ url }) => url).join() } });
  let person: Person;
  {
    await using app = await start(one);
    await app.ctx.started;
    const [ada, bob] = await app.people("ada", "bob");
    await follow(app, bob, ada);
    const { postId } = await publish(app, ada, { caption: "Lake" });
    await app.settled();
    await app.ctx.relay[Symbol.asyncDispose]();
    ok(await bob.post(`/posts/${postId}/comments`, { content: "look" }), 201);
    await leaveBatch(app);
    person = bob;
  }
  {
    await using app = await start(one, two);
    const refusal = await assertRejects(() => app.ctx.started, Error);
    assertStringIncludes(refusal.message, "The KV store that was 1 of 1 is configured as 1 of 2.");
  }
  for (const { url } of [one, two]) {
    using kv = await Deno.openKv(url);
    await wipeProjections(kv);
  }
  await using app = await start(one, two);
  await app.ctx.started;
  const { name, id, accessToken, refreshToken } = person;
  const bob = new Person(app.fetch, name, id, accessToken, refreshToken);
  assertEquals(await captionsOf(bob), ["Lake"]);
  await within(app.settled(), "the outbox to be empty");
  for (const table of ["outbox", "prepared_batches", "failed_events"]) {
    assertEquals((await app.ctx.sql`select from ${app.ctx.sql(table)}`).count, 0, table);
  }
});
