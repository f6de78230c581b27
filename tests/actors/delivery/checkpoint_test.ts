import { assertEquals, assertRejects } from "@std/assert";
import { endOldDelivery } from "../../../actors/delivery/checkpoint.ts";
import { Fenced } from "../../../actors/runtime/system.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";

Deno.test("the events that the previous version has applied are found, and its late commits are refused", async () => {
  using store = await openMemoryKv();
  const { kv } = store;
  assertEquals(await endOldDelivery(kv, "main"), new Map());
  await kv.set(["delivered", "main"], ["event"]);
  assertEquals(await endOldDelivery(kv, "main"), new Map([["event", undefined]]));

  const key = ["delivered", "fan_out"];
  await kv.set(key, ["one:follower", "two:other"]);
  const { versionstamp } = await kv.get(key);
  const reached = new Map([["one", "follower"], ["two", "other"]]);
  assertEquals(await endOldDelivery(kv, "fan_out"), reached);
  const late = await kv.atomic().check({ key, versionstamp }).set(key, ["one:last"]).commit();
  assertEquals([late.ok, await endOldDelivery(kv, "fan_out")], [false, reached]);

  const get = kv.get.bind(kv);
  kv.get = async (...args) => {
    const read = await get(...args);
    await kv.set(key, ["one:last"]);
    return read as never;
  };
  await assertRejects(() => endOldDelivery(kv, "fan_out"), Fenced);
});
