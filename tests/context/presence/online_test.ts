import { assert, assertEquals, assertFalse } from "@std/assert";
import { OnlineHere } from "../../../context/presence/online_here.ts";
import { OnlineRows, ROWS_KEPT_MS } from "../../../context/presence/online_rows.ts";
import { newId, type UserId } from "../../../domain/ids.ts";
import { ONLINE_FOR_MS } from "../../../domain/presence/presence.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";

const newUsers = (count: number) => Array.from({ length: count }, () => newId<"user">());

Deno.test("somebody is online until half a minute after their last connection", () => {
  const here = new OnlineHere();
  const [ada] = newUsers(1) as [UserId];
  assert(here.begin(ada));
  assertFalse(here.begin(ada), "a second device brings nobody online");
  here.end(ada, 1000);
  assertEquals(here.sweep(1000 + 10 * ONLINE_FOR_MS), [], "the other device is still connected");
  here.end(ada, 2000);
  assertEquals(here.sweep(2000 + ONLINE_FOR_MS - 1), []);
  assertFalse(here.begin(ada), "a phone that changes its network stays online");
  here.end(ada, 3000);
  assertEquals(here.sweep(3000 + ONLINE_FOR_MS), [{ userId: ada, at: 3000 }]);
  assertFalse(here.has(ada));
});

Deno.test("instances read each other's people, many in a row, but not their own", async () => {
  using store = await openMemoryKv();
  const [one, two] = [new OnlineRows(store.kv, "one"), new OnlineRows(store.kv, "two")];
  const people = newUsers(7000);
  await one.write(people, 1000);
  assertEquals(await two.read(1000), new Set(people));
  assertEquals((await one.read(1000)).size, 0);
  const rows = await Array.fromAsync(store.kv.list({ prefix: ["online"] }));
  assertEquals(rows.length, 3);
  await one.write(people.slice(0, 1), 2000);
  assertEquals(await two.read(2000), new Set(people.slice(0, 1)));
  await one.write([], 3000);
  assertFalse(one.isWritten);
  assertEquals(await Array.fromAsync(store.kv.list({ prefix: ["online"] })), []);
});

Deno.test("the people of a dead instance end, and a wrong clock ends nobody", async () => {
  using store = await openMemoryKv();
  const [dead, late, reader] = ["dead", "late", "reader"].map((name) =>
    new OnlineRows(store.kv, name)
  ) as [OnlineRows, OnlineRows, OnlineRows];
  const [ada, bob] = newUsers(2) as [UserId, UserId];
  const now = 1_000_000;
  const skewed = now - 120_000;
  await dead.write([ada], now);
  await late.write([bob], skewed);
  assertEquals(await reader.read(now), new Set([ada]));
  await late.write([bob], skewed + 5000);
  assertEquals(await reader.read(now + 5000), new Set([ada, bob]));
  await late.write([bob], skewed + ROWS_KEPT_MS);
  assertEquals(await reader.read(now + ROWS_KEPT_MS), new Set([bob]));
  assertEquals(await reader.read(now + 2 * ROWS_KEPT_MS), new Set());
});
