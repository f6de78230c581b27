import { assert, assertEquals } from "@std/assert";
import { BatchCache } from "../../../lib/cache/batch_cache.ts";

function openCounted() {
  const loads: string[][] = [];
  const cache = new BatchCache<{ id: string }>({
    maxBytes: 1024 ** 2,
    load: (ids) => {
      loads.push([...ids]);
      return Promise.resolve(new Map(ids.filter((id) => id !== "none").map((id) => [id, { id }])));
    },
  });
  return { cache, loads };
}

Deno.test("BatchCache loads in one query what many readers ask for in one turn", async () => {
  const { cache, loads } = openCounted();
  const many = cache.getMany(["a", "b", "a"]);
  const one = cache.get("c");
  const again = cache.get("b");
  assertEquals([...(await many).keys()], ["a", "b"]);
  assertEquals([await one, await again], [{ id: "c" }, { id: "b" }]);
  assertEquals(loads, [["a", "b", "c"]]);
});

Deno.test("BatchCache asks for no more than 500 values in one query", async () => {
  const { cache, loads } = openCounted();
  const ids = Array.from({ length: 1200 }, (_, n) => `id ${n}`);
  assertEquals((await cache.getMany(ids)).size, 1200);
  assertEquals(loads.map((load) => load.length), [500, 500, 200]);
});

Deno.test("BatchCache returns no value that was invalidated during its load", async () => {
  const { cache, loads } = openCounted();
  const before = cache.get("a");
  await Promise.resolve();
  cache.invalidate("a");
  await Promise.all([before, cache.get("a")]);
  assertEquals(loads, [["a"], ["a"]]);
  await cache.get("none");
  assertEquals(cache.size, 1);
});

Deno.test("BatchCache stays within its bytes, however large its values are, and holds the newest ones", async () => {
  const cache = new BatchCache<{ follows: Set<string>; caption: string }>({
    maxBytes: 1024 ** 2,
    load: (ids) =>
      Promise.resolve(
        new Map(ids.map((id) => [id, {
          follows: new Set(Array.from({ length: 500 }, () => crypto.randomUUID())),
          caption: "A".repeat(2000),
        }])),
      ),
  });
  for (let n = 0; n < 200; n++) await cache.get(`id ${n}`);
  // Each takes some 50 to 80 KiB.
  assert(cache.size >= 10 && cache.size <= 25, `${cache.size} are held`);
  assert(cache.peek("id 199") !== undefined && cache.peek("id 0") === undefined);
});
