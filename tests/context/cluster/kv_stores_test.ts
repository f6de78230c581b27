import { assertEquals } from "@std/assert";
import { StoreGuard } from "../../../context/cluster/kv_stores.ts";
import { openGeneration } from "../../../actors/topics/generation.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";
import { openOutbox } from "../../helpers/app/outbox.ts";

Deno.test("an instance is cut off after it has reached none of its KV stores for 10 s", async () => {
  await using database = await openOutbox(1);
  using one = await openMemoryKv();
  using two = await openMemoryKv();
  const stores = [one.kv, two.kv];
  const reads = stores.map((store) => store.get.bind(store));
  const cut = (place: number) => stores[place]!.get = () => Promise.reject(new Error("away"));
  let now = 0;
  const ends: Error[] = [];
  const end = (reason: Error) => void ends.push(reason);
  const guard = new StoreGuard({ stores, isAlone: false, end, now: () => now });
  await guard.claim(database.sql, (await openGeneration(stores)).ids);

  cut(0);
  now += 60_000;
  assertEquals(await guard.isCutOff(), false);
  cut(1);
  now += 9_000;
  assertEquals(await guard.isCutOff(), false);
  now += 2_000;
  assertEquals(await guard.isCutOff(), true);
  stores[1]!.get = reads[1]!;
  assertEquals(await guard.isCutOff(), false);
  assertEquals(ends, []);
});
