import { assert, assertEquals } from "@std/assert";
import { MergedLogs } from "../../../actors/topics/merged_logs.ts";
import { type Places, START } from "../../../actors/topics/places.ts";
import { appendToLogs, type LogEntry, TopicLogs } from "../../../actors/topics/topics.ts";
import { type MediaId, newId } from "../../../domain/ids.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";

const OWN = `user:${newId()}`;
const TOPICS = [OWN, ...Array.from({ length: 12 }, () => `conversation:${newId()}`)];
const COMMITS = 300;

const below = (limit: number) => Math.floor(Math.random() * limit);

/** A store whose commits become known here at once if they are own ones, or else later. */
async function openWorld() {
  const store = await openMemoryKv();
  const logs = new TopicLogs(store.kv);
  logs.open("12345678");
  const written = new Map<string, string[]>(TOPICS.map((topic) => [topic, []]));
  const unheard: { stamp: string; topics: string[] }[] = [];
  const world = {
    heard: "",
    merged: null as MergedLogs | null,
    async commit(topics: readonly string[]) {
      const entries = new Map(topics.map((topic) => {
        const made = Array.from({ length: 1 + below(3) }, (): LogEntry => {
          const id = `${written.get(topic)!.length}`;
          written.get(topic)!.push(id);
          return { id, type: "media.ready", at: 1, ref: { mediaId: id as MediaId } };
        });
        return [topic, made];
      }));
      const atomic = store.kv.atomic();
      appendToLogs(store.kv, atomic, entries);
      const result = await atomic.commit();
      assert(result.ok);
      unheard.push({ stamp: result.versionstamp, topics: [...topics] });
      if (Math.random() < 0.5) world.signal(topics);
    },
    /** Hears of some commits, or of all. */
    hear(count = Infinity) {
      for (const { stamp, topics } of unheard.splice(0, count)) {
        world.signal(topics);
        world.heard = stamp;
      }
    },
    signal(topics: readonly string[]) {
      for (const topic of topics) {
        logs.forget(topic);
        world.merged?.grow(topic);
      }
    },
    connect(from: Places): MergedLogs {
      const merged = new MergedLogs({ logs, own: OWN, heard: () => [world.heard] }, from);
      for (const topic of TOPICS) {
        merged.add(topic);
        merged.grow(topic);
      }
      return world.merged = merged;
    },
  };
  return Object.assign(store, { world, logs, written });
}

Deno.test("a client of merged logs that drops again and again misses nothing, in order per log", async () => {
  using opened = await openWorld();
  const { world, logs, written } = opened;
  const seen = new Map<string, string[]>(TOPICS.map((topic) => [topic, []]));
  let places: Places = [START];
  const client = async (patience: number) => {
    const merged = world.connect(places);
    for (let left = patience; left > 0 && merged.hasNews;) {
      for (const entry of await merged.next()) {
        if (left-- <= 0) break;
        merged.handled(entry);
        // The client stores the cursor as text.
        places = logs.parse(logs.cursor(entry.resume)) as Places;
        const ids = seen.get(entry.topic)!;
        if (!ids.includes(entry.entry.id)) ids.push(entry.entry.id);
      }
      world.hear(below(3));
    }
    if (!merged.hasNews && Math.random() < 0.5) places = merged.resume();
  };
  for (let n = 0; n < COMMITS; n++) {
    await world.commit(TOPICS.filter(() => Math.random() < 0.2));
    if (n % 3 === 0) await client(below(8));
    if (n % 5 === 0) world.hear(below(8));
  }
  world.hear();
  await client(Infinity);
  assertEquals(seen, written);
});

Deno.test("a client that drops inside of a large commit goes on inside of it", async () => {
  using opened = await openWorld();
  const { world, logs } = opened;
  await world.commit(TOPICS);
  world.hear();
  let places: Places = [START];
  const ids: string[] = [];
  for (let tries = 0; tries < 100; tries++) {
    const merged = world.connect(places);
    const [first] = await merged.next();
    if (first === undefined) break;
    merged.handled(first);
    ids.push(`${first.topic} ${first.entry.id}`);
    places = logs.parse(logs.cursor(first.resume)) as Places;
  }
  assertEquals(new Set(ids).size, ids.length, "each once");
  const all = [...opened.written].flatMap(([topic, of]) => of.map((id) => `${topic} ${id}`));
  assertEquals(ids.toSorted(), all.toSorted());
});

Deno.test("merged logs begin after all that is there, and go on with what comes", async () => {
  using opened = await openWorld();
  const { world, written } = opened;
  await world.commit(TOPICS);
  const merged = world.connect([START]);
  await merged.startNow();
  assertEquals(await merged.next(), []);
  await world.commit(TOPICS.slice(0, 3));
  world.hear();
  const got = await merged.next();
  const [topic] = TOPICS.slice(1);
  assertEquals(
    got.filter((one) => one.topic === topic).at(-1)!.entry.id,
    written.get(topic!)!.at(-1),
  );
  assertEquals(new Set(got.map((one) => one.topic)), new Set(TOPICS.slice(0, 3)));
});
