import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { to } from "../../../actors/runtime/actor.ts";
import { Interest } from "../../../actors/topics/interest.ts";
import { groupOf, Groups } from "../../../actors/topics/interest_groups.ts";
import { Interests } from "../../../actors/topics/interests.ts";
import { feedActor } from "../../../actors/users/feed.ts";
import { openMemoryKv, UNCHECKED } from "../../helpers/app/kv.ts";
import { ADA, BOB, openInstance } from "../../helpers/realtime/cluster_instance.ts";

const MINUTE_MS = 60_000;

Deno.test("an interest that was given up and stored later does not replace a newer one", async () => {
  using store = await openMemoryKv();
  const own = new Interest(store.kv, "there");
  await own.take(ADA);
  let arrive = () => Promise.resolve<unknown>(null);
  const begin = store.kv.atomic.bind(store.kv);
  store.kv.atomic = () => {
    store.kv.atomic = begin;
    const atomic = begin();
    const commit = atomic.commit.bind(atomic);
    arrive = commit;
    atomic.commit = () => Promise.reject(new Error("No answer within 5000 ms"));
    return atomic;
  };
  await assertRejects(async () => await own.take(BOB));
  const cora = `user:${"0".repeat(33)}c0c`;
  await own.take(cora);
  await arrive();
  const all = new Interests(store.kv);
  await all.refresh();
  for (const topic of [ADA, BOB, cora]) assert(all.has(topic), topic);
});

Deno.test("an interest is renewed every few minutes, without what is no longer in memory", async () => {
  using store = await openMemoryKv();
  let now = Date.now();
  const there = await openInstance(store.kv, "there", () => now);
  const all = new Interests(store.kv);
  await there.logs.head(ADA);
  await there.logs.head(BOB);
  await there.system.renewInterests([ADA]);
  assert(there.own.has(BOB), "it is too early");
  now += 3 * MINUTE_MS;
  await there.system.renewInterests([ADA]);
  assertFalse(there.own.has(BOB));
  await all.refresh();
  assertEquals([all.has(ADA), all.has(BOB)], [true, false]);
  await there.logs.head(BOB);
  await all.refresh();
  assert(all.has(BOB));
});

Deno.test("a group that is taken while an interest is renewed without it is stored again", async () => {
  using store = await openMemoryKv();
  let now = Date.now();
  const own = new Interest(store.kv, "there", () => now);
  await own.take(ADA);
  await own.take(BOB);
  now += 3 * MINUTE_MS;
  let taking: Promise<void> | null = null;
  store.trouble.before = () => {
    delete store.trouble.before;
    taking = own.take(BOB);
  };
  await own.renew([ADA]);
  await taking;
  const all = new Interests(store.kv);
  await all.refresh();
  assert(all.has(BOB));
});

Deno.test("a state is loaded when its interest is stored, and is not kept without one", async () => {
  using store = await openMemoryKv();
  let now = Date.now();
  const there = await openInstance(store.kv, "there", () => now, 400);
  const { system } = there;
  const [ada, bob] = [ADA, BOB].map((topic) => topic.slice("user:".length)) as [string, string];
  const all = new Interests(store.kv);
  const load = async (kv: Deno.Kv, id: string) => {
    await all.refresh();
    assert(all.has(id), id);
    return await feedActor.load(kv, id);
  };
  const kind = { ...feedActor, load };
  await system.state(kind, ada);
  store.trouble.before = async () => {
    delete store.trouble.before;
    // This one takes the place of the other in memory.
    await system.state(kind, bob);
    now += 3 * MINUTE_MS;
    await system.renewInterests([]);
  };
  const message = { type: "assembling", entries: [] } as const;
  await system.send({ envelopes: [to(kind, ada, message)], log: [], checks: UNCHECKED });
  assertFalse(there.own.has(ADA));
  assertEquals(system.peek(kind, ada), undefined);
  assert(system.peek(kind, bob) !== undefined);
});

Deno.test("an instance that could not renew its interest drops everything before it lapses", async () => {
  using store = await openMemoryKv();
  let now = Date.now();
  const there = await openInstance(store.kv, "there", () => now);
  await there.reader.read();
  await there.own.take(ADA);
  await there.reader.read();
  assertEquals(there.handlers.received, []);
  now += 9 * MINUTE_MS;
  await there.reader.read();
  assertEquals(there.handlers.received, ["missed", "caught up"]);
  assertFalse(there.own.has(ADA));
  await there.reader.read();
  assertEquals(there.handlers.received, ["missed", "caught up"]);
});

Deno.test("an instance with an interest in very many takes all, and an unreadable row counts as all", () => {
  const groups = new Groups();
  for (let group = 0; group <= 512; group++) {
    assertFalse(groups.has(1000));
    groups.add(group);
  }
  assert(groups.has(1000));
  assert(Groups.of("something else").has(1000));
  assertFalse(Groups.of(new Groups().bytes).has(1000));
  assertEquals(groupOf(ADA), groupOf(ADA.replace("user", "feed")));
});
