import { assertEquals, assertRejects } from "@std/assert";
import { FanOuts } from "../../../actors/delivery/fan_out.ts";
import { readCheckpoint } from "../../../actors/delivery/checkpoint.ts";
import { ActorSystem } from "../../../actors/runtime/system.ts";
import type { RecordedEvent } from "../../../domain/events/events.ts";
import { LAST_ID, newId } from "../../../domain/ids.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";

const people = (count: number) => Array.from({ length: count }, () => newId()).sort();

const newFanOut = (): RecordedEvent => {
  const [postId, authorId] = [newId<"post">(), newId<"user">()];
  const event = { type: "feed.fan_out", authorId, postId, sortId: postId, after: null } as const;
  return { id: newId(), writerId: "a", at: 1, event };
};

/** Opens the delivery of fan-outs to these followers. */
async function openFanOuts() {
  const store = await openMemoryKv();
  const { kv } = store;
  const system = new ActorSystem(kv, () => {});
  const fanOuts = new FanOuts({ shard: 0, kv, system, self: "a" });
  const checkpoint = () => readCheckpoint(kv, { lane: "fan_out", shard: 0, origin: "a" });
  return {
    store,
    checkpoint,
    /** Delivers these events to these followers; returns the failed ones. */
    async deliver(events: RecordedEvent[], followers: string[], { isIsolating = false } = {}) {
      const byEvent = Object.fromEntries(events.map(({ id }) => [id, followers]));
      const how = { origin: "a", isIsolating };
      return (await fanOuts.deliver(events, byEvent, await checkpoint(), how)).failed;
    },
    /** Counts the rows of a person's feed and the entries of their log. */
    async rowsOf(id: string) {
      const feed = await Array.fromAsync(kv.list({ prefix: ["user", id, "feed"] }));
      const log = await Array.fromAsync(kv.list({ prefix: ["log", `user:${id}`] }));
      return [feed.length, log.length];
    },
    [Symbol.dispose]: () => store[Symbol.dispose](),
  };
}

Deno.test("an interrupted fan-out resumes from its place", async () => {
  using fanOuts = await openFanOuts();
  const [everybody, event] = [people(250), newFanOut()];
  fanOuts.store.trouble.before = (commit) => {
    if (commit === 2) throw new Error("KV is away");
  };
  await assertRejects(() => fanOuts.deliver([event], everybody), Error, "KV is away");
  assertEquals((await fanOuts.checkpoint()).applied, [`${event.id}:${everybody[99]}`]);
  await fanOuts.deliver([event], everybody);
  await fanOuts.deliver([event], everybody);
  for (const id of everybody) assertEquals(await fanOuts.rowsOf(id), [1, 1]);
});

Deno.test("a fan-out that is done leaves no user's id behind", async () => {
  for (const count of [0, 1, 99, 100, 101]) {
    const [followers, event] = [people(count), newFanOut()];
    using fanOuts = await openFanOuts();
    await fanOuts.deliver([event], followers);
    for (const id of followers) assertEquals(await fanOuts.rowsOf(id), [1, 1]);
    const { applied } = await fanOuts.checkpoint();
    assertEquals(applied, count === 0 ? [] : [`${event.id}:${LAST_ID}`]);
  }
});

Deno.test("a fan-out that fails alone is returned from its place, and the others are delivered", async () => {
  using fanOuts = await openFanOuts();
  const [one, two, three] = [newFanOut(), newFanOut(), newFanOut()];
  const followers = people(150);
  // The probe after the failure is a commit as well: it succeeds.
  fanOuts.store.trouble.before = (commit) => {
    if (commit === 4) throw new Error("Not this page");
  };
  const failed = await fanOuts.deliver([one, two, three], followers, { isIsolating: true });
  const [after, until] = [followers[99]!, followers[149]!];
  assertEquals(failed.map(({ recorded }) => recorded), [
    { ...two, event: { ...two.event, after, until } as never },
  ]);
  assertEquals(await fanOuts.rowsOf(followers[0]!), [3, 3]);
  assertEquals(await fanOuts.rowsOf(followers[149]!), [2, 2]);
});
