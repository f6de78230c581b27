import { assert, assertEquals } from "@std/assert";
import { LRUCache } from "lru-cache";
import { byteBound, roughBytes } from "../../lib/byte_bound.ts";

Deno.test("an estimate of bytes grows with texts, lists, sets and their contents", () => {
  const follows = new Set(Array.from({ length: 1000 }, () => crypto.randomUUID()));
  const bytes = roughBytes({ follows, posts: Array(100).fill({ caption: "A".repeat(1000) }) });
  assert(bytes > 250_000 && bytes < 500_000, `${bytes} bytes`);
  assert(roughBytes({ likes: 1, comments: 2 }) < 100);
  assertEquals(roughBytes(new Uint16Array(500)), 1064);
});

Deno.test("an estimate of bytes measures the first element of a list, however long it is", () => {
  const long = Array.from({ length: 1_000_000 }, () => ["a"]);
  const startedAt = performance.now();
  for (let n = 0; n < 1000; n++) roughBytes(long);
  assert(performance.now() - startedAt < 100);
});

Deno.test("a cache bounded by bytes counts its keys, so that invented ones do not add up", () => {
  const cache = new LRUCache<string, object>(byteBound(100_000));
  for (let n = 0; n < 1000; n++) cache.set(`${n}`.padEnd(10_000), {});
  assert(cache.size < 11, `${cache.size} keys`);
});
