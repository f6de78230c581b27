import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { AppError } from "../../../lib/errors.ts";
import { openRemoteKv } from "../../../lib/kv/remote.ts";
import { openLog } from "../../../lib/log/log.ts";

/** Returns a log that reports when the store was reached. */
function openListener() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { reached: promise, log: { ...openLog("silent"), info: () => resolve() } };
}

Deno.test("openRemoteKv refuses everything as unavailable until the store is reached", async () => {
  const { log, reached } = openListener();
  const store = Promise.withResolvers<Deno.Kv>();
  using kv = openRemoteKv(() => store.promise, log);
  const refused = [
    () => kv.get(["a"]),
    () => kv.getMany([["a"]]),
    () => kv.set(["a"], 1),
    () => kv.delete(["a"]),
  ];
  for (const ask of refused) {
    assertEquals((await assertRejects(ask, AppError)).code, "unavailable");
  }
  assertThrows(() => kv.atomic(), AppError);
  assertThrows(() => kv.list({ prefix: [] }), AppError);

  store.resolve(await Deno.openKv(":memory:"));
  await reached;
  assertEquals((await kv.atomic().set(["a"], 1).set(["b"], 2).commit()).ok, true);
  assertEquals((await kv.get(["a"])).value, 1);
  const values = await Array.fromAsync(kv.list({ prefix: [] }), ({ value }) => value);
  assertEquals(values, [1, 2]);
});

Deno.test("openRemoteKv retries after the store could not be opened", async () => {
  let tries = 0;
  const { log, reached } = openListener();
  const open = async () => {
    if (++tries === 1) throw new TypeError("Could not open Deno KV database");
    return await Deno.openKv(":memory:");
  };
  using kv = openRemoteKv(open, log);
  await assertRejects(() => kv.get(["a"]), AppError);
  await reached;
  assertEquals((await kv.get(["a"])).value, null);
});

Deno.test("openRemoteKv turns failures of the store into unavailable", async () => {
  const store = await Deno.openKv(":memory:");
  const { log, reached } = openListener();
  const kv = openRemoteKv(() => Promise.resolve(store), log);
  await reached;
  const operation = kv.atomic().set(["a"], 1);
  const found = kv.list({ prefix: [] });
  kv.close();
  assertEquals((await assertRejects(() => operation.commit(), AppError)).code, "unavailable");
  assertEquals((await assertRejects(() => found.next(), AppError)).code, "unavailable");
  assertEquals((await assertRejects(() => kv.get(["a"]), AppError)).code, "unavailable");
});
