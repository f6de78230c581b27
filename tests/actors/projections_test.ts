import { assertEquals } from "@std/assert";
import { wipeProjections } from "../../actors/projections.ts";
import { openGeneration } from "../../actors/topics/generation.ts";

Deno.test("wiping leaves nothing, counts the deleted rows, and begins a new generation", async () => {
  using kv = await Deno.openKv(":memory:");
  const first = await openGeneration([kv]);
  for (let n = 0; n < 1100; n++) await kv.set(["user", "ada", "feed", n], n);
  assertEquals([...await wipeProjections(kv)], [["meta", 1], ["user", 1100]]);
  assertEquals((await Array.fromAsync(kv.list({ prefix: [] }))).length, 0);
  const second = await openGeneration([kv]);
  assertEquals(second.isNew, true);
  assertEquals(second.id === first.id, false);
});
