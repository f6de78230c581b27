import { assertEquals } from "@std/assert";
import { RecentChanges } from "../../../db/replicas/changes.ts";

Deno.test("RecentChanges knows the last change of each thing for a while", () => {
  const changes = new RecentChanges({ keptMs: 200, max: 10 });
  changes.add("a", 0);
  changes.add("b", 100);
  changes.add("a", 150);
  assertEquals(changes.lastOf(["a"]), 150);
  assertEquals(changes.lastOf(["b", null]), 100);
  assertEquals(changes.lastOf([null, "c"]), -Infinity);
  changes.add("c", 301);
  assertEquals(changes.lastOf(["b"]), -Infinity);
  assertEquals(changes.lastOf(["a", "c"]), 301);
});

Deno.test("RecentChanges treats changes beyond its size as changes of everything", () => {
  const changes = new RecentChanges({ keptMs: 200, max: 2 });
  for (const [id, at] of [["a", 0], ["b", 10], ["c", 20], ["d", 30]] as const) changes.add(id, at);
  assertEquals(changes.lastOf(["d"]), 30);
  assertEquals(changes.lastOf(["a"]), 10);
  assertEquals(changes.lastOf(["other"]), 10);
});

Deno.test("RecentChanges may be told that anything has changed", () => {
  const changes = new RecentChanges({ keptMs: 200, max: 2 });
  changes.add("a", 0);
  changes.addAll(50);
  assertEquals(changes.lastOf(["a"]), 50);
  assertEquals(changes.lastOf([null]), 50);
});
