import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { wipeProjections } from "../../../actors/projections.ts";
import { openGeneration } from "../../../actors/topics/generation.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";

Deno.test("openGeneration names a store once, and a wiped one anew", async () => {
  using store = await openMemoryKv();
  const first = await openGeneration([store.kv]);
  assert(first.isNew);
  assertEquals(await openGeneration([store.kv]), { ...first, isNew: false });
  using other = await openMemoryKv();
  assertNotEquals((await openGeneration([other.kv])).id, first.id);
});

Deno.test("openGeneration begins anew when one of several stores was wiped", async () => {
  using one = await openMemoryKv();
  using two = await openMemoryKv();
  const stores = [one.kv, two.kv];
  const first = await openGeneration(stores);
  assert(first.isNew);
  assertEquals(await openGeneration(stores), { ...first, isNew: false });
  await wipeProjections(two.kv);
  const second = await openGeneration(stores);
  assert(second.isNew);
  assertNotEquals(second.id, first.id);
});

Deno.test("openGeneration refuses stores in another number or order until they are wiped", async () => {
  using one = await openMemoryKv();
  using two = await openMemoryKv();
  await openGeneration([one.kv]);
  const refusal = await assertRejects(() => openGeneration([one.kv, two.kv]), Error);
  assertEquals(
    refusal.message,
    "The KV store that was 1 of 1 is configured as 1 of 2. " +
      "Restore KV_URLS, or stop all instances and run `deno task rebuild`.",
  );
  for (const { kv } of [one, two]) await wipeProjections(kv);
  await openGeneration([one.kv, two.kv]);
  await assertRejects(() => openGeneration([two.kv, one.kv]), Error, "of 2 is configured as");
  await assertRejects(() => openGeneration([one.kv]), Error, "is configured as 1 of 1");
});
