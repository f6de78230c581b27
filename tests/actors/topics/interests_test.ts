import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { CLUSTER_TOPIC } from "../../../actors/topics/cluster_message.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";
import { ADA, BOB, openInstance } from "../../helpers/realtime/cluster_instance.ts";

Deno.test("a message names only what an instance has in memory or follows", async () => {
  using store = await openMemoryKv();
  const here = await openInstance(store.kv, "here");
  const there = await openInstance(store.kv, "there");
  await here.append(ADA, BOB);
  await there.own.take(ADA);
  assertEquals(there.own.take(ADA), null);
  await here.append(ADA, BOB);
  await here.append(BOB);
  await there.reader.read();
  assertEquals(there.handlers.received, [
    `changed ${ADA.replace("user", "feed")}`,
    `appended ${ADA}`,
  ]);
  const rows = await Array.fromAsync(store.kv.list({ prefix: ["cluster"] }));
  assertEquals(rows.length, 1, "messages about nobody are not written");
});

Deno.test("a commit that overlaps a new interest is repeated with a message about it", async () => {
  using store = await openMemoryKv();
  const here = await openInstance(store.kv, "here");
  const there = await openInstance(store.kv, "there");
  await here.append(BOB);
  const start = await there.logs.head(BOB);
  store.trouble.before = async () => {
    delete store.trouble.before;
    await there.own.take(ADA);
    assertEquals((await there.logs.after(ADA, start)).length, 0);
  };
  await here.append(ADA);
  await there.reader.read();
  assertEquals(there.handlers.received, [
    `changed ${ADA.replace("user", "feed")}`,
    `appended ${ADA}`,
  ]);
});

Deno.test("if interests change at each try, the message names everything", async () => {
  using store = await openMemoryKv();
  const here = await openInstance(store.kv, "here");
  const there = await openInstance(store.kv, "there");
  let group = 0;
  let isOther = false;
  store.trouble.before = async () => {
    if (isOther) return;
    isOther = true;
    await there.own.take(`user:${String(group++).padStart(36, "0")}`);
    isOther = false;
  };
  await here.append(ADA);
  await there.reader.read();
  assert(there.handlers.received.includes(`appended ${ADA}`));
  assertEquals(group, 4);
});

Deno.test("in any order of events, each entry is read from the log or announced afterwards", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      using store = await openMemoryKv();
      // Each commit takes its turn when the scheduler says so, before it is made and after it.
      const turn = () => scheduler.schedule(Promise.resolve());
      const here = await openInstance(store.kv, "here");
      const there = await openInstance(store.kv, "there");
      const start = await there.logs.head(CLUSTER_TOPIC);
      store.trouble.before = turn;
      store.trouble.after = turn;
      const found = new Map<string, number>();
      const read = async (topic: string) => {
        found.set(topic, (await there.logs.after(topic, start)).length);
        await turn();
      };
      const work = Promise.all([
        here.append(ADA),
        read(ADA),
        here.append(ADA, BOB),
        there.append(BOB),
        read(BOB),
        here.append(BOB),
      ]);
      await scheduler.waitFor(work);
      delete store.trouble.before;
      delete store.trouble.after;
      await there.reader.read();
      for (const [topic, count] of [[ADA, 2], [BOB, 3]] as const) {
        const announced = there.handlers.received.filter((note) => note === `appended ${topic}`);
        assert(found.get(topic)! + announced.length >= count, topic);
      }
    }),
    { numRuns: 200 },
  );
});
