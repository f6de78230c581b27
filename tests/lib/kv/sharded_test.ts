import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { openShardedKv } from "../../../lib/kv/sharded.ts";

/** Two stores: the second part of a key is its store; each may hold keys without one. */
async function openTwo() {
  const stores = [await Deno.openKv(":memory:"), await Deno.openKv(":memory:")];
  const kv = openShardedKv(stores, ([, shard]) => typeof shard === "number" ? shard : null);
  return { kv, stores, [Symbol.dispose]: () => kv.close() };
}

const contents = async (kv: Deno.Kv) =>
  await Array.fromAsync(kv.list({ prefix: [] }), ({ key, value }) => [key.slice(0, 2), value]);

Deno.test("openShardedKv keeps each key in its store", async () => {
  using two = await openTwo();
  const { kv, stores } = two;
  await kv.set(["a", 0], "first");
  await kv.set(["a", 1], "second");
  assertEquals(await contents(stores[0]!), [[["a", 0], "first"]]);
  assertEquals(await contents(stores[1]!), [[["a", 1], "second"]]);
  assertEquals((await kv.get(["a", 1])).value, "second");
  const both = await kv.getMany([["a", 1], ["b", 1]]);
  assertEquals(both.map(({ value }) => value), ["second", null]);
  await kv.delete(["a", 1]);
  assertEquals(await contents(stores[1]!), []);
});

Deno.test("openShardedKv commits to one store, with the keys that each may hold", async () => {
  using two = await openTwo();
  const { kv, stores } = two;
  await kv.set(["old", 1], 0);
  const { versionstamp } = await kv.get(["old", 1]);
  const result = await kv.atomic()
    .check({ key: ["old", 1], versionstamp })
    .set(["log", kv.commitVersionstamp()], "entry")
    .set(["a", 1], "row")
    .delete(["old", 1])
    .commit();
  assertEquals(result.ok, true);
  assertEquals(await contents(stores[0]!), []);
  const stamp = result.ok ? result.versionstamp : "";
  assertEquals(await contents(stores[1]!), [[["a", 1], "row"], [["log", stamp], "entry"]]);
  const again = kv.atomic().check({ key: ["old", 1], versionstamp }).set(["a", 1], "other");
  assertEquals((await again.commit()).ok, false);
});

Deno.test("openShardedKv writes nothing if a commit or a read concerns several stores", async () => {
  using two = await openTwo();
  const { kv, stores } = two;
  const mixed = kv.atomic().set(["a", 0], 1).set(["b", 1], 1);
  await assertRejects(() => mixed.commit(), Error, "2 stores instead of one: a, b");
  const nowhere = kv.atomic().set(["log"], 1);
  await assertRejects(() => nowhere.commit(), Error, "0 stores instead of one: log");
  await assertRejects(() => kv.getMany([["a", 0], ["a", 1]]), Error, "2 stores");
  assertThrows(() => kv.list({ prefix: ["a"] }), Error, "0 stores");
  assertThrows(() => kv.list({ start: ["a", 0], end: ["a", 1] }), Error, "0 stores");
  for (const store of stores) assertEquals(await contents(store), []);
});

Deno.test("openShardedKv lists a range of one store", async () => {
  using two = await openTwo();
  const { kv } = two;
  for (const n of [1, 2, 3]) await kv.set(["a", 1, n], n);
  const values = async (selector: Deno.KvListSelector, options?: Deno.KvListOptions) =>
    await Array.fromAsync(kv.list<number>(selector, options), ({ value }) => value);
  assertEquals(await values({ prefix: ["a", 1] }, { reverse: true, limit: 2 }), [3, 2]);
  assertEquals(await values({ prefix: ["a", 1], start: ["a", 1, 2] }), [2, 3]);
  assertEquals(await values({ start: ["a", 1, 1], end: ["a", 1, 3] }), [1, 2]);
});

Deno.test("openShardedKv with one store is that store", async () => {
  using only = await Deno.openKv(":memory:");
  assertEquals(openShardedKv([only], () => null) === only, true);
});
