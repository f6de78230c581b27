import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import type { MediaId } from "../../../domain/ids.ts";
import {
  appendToLogs,
  type LogEntry,
  type Position,
  TopicLogs,
} from "../../../actors/topics/topics.ts";
import { LOG_KEPT_DAYS } from "../../../domain/limits.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const entry = (id: string): LogEntry => ({
  id,
  type: "media.ready",
  at: 1,
  ref: { mediaId: id as MediaId },
});

async function append(kv: Deno.Kv, topic: string, ...ids: string[]): Promise<void> {
  const atomic = kv.atomic();
  appendToLogs(kv, atomic, new Map([[topic, ids.map(entry)]]));
  await atomic.commit();
}

async function idsAfter(logs: TopicLogs, topic: string, position: Position): Promise<string[]> {
  return (await logs.after(topic, position)).map((placed) => placed.entry.id);
}

async function openLogs() {
  const store = await openMemoryKv();
  const logs = new TopicLogs(store.kv);
  logs.open("12345678");
  return Object.assign(store, { logs });
}

Deno.test("TopicLogs returns each entry after a place, in order, and nothing of other topics", async () => {
  using store = await openLogs();
  const start = await store.logs.head("user:a");
  await append(store.kv, "user:a", "1", "2");
  await append(store.kv, "user:ab", "other");
  await append(store.kv, "user:a", "3");
  const all = await store.logs.after("user:a", start);
  assertEquals(all.map(({ entry }) => entry.id), ["1", "2", "3"]);
  assertEquals(await idsAfter(store.logs, "user:a", all[0]!.position), ["2", "3"]);
  assertEquals(await idsAfter(store.logs, "user:a", all[2]!.position), []);
});

Deno.test("TopicLogs begins at the head with the entries after it", async () => {
  using store = await openLogs();
  await append(store.kv, "user:a", "1", "2");
  const head = await store.logs.head("user:a");
  assertEquals(await idsAfter(store.logs, "user:a", head), []);
  await append(store.kv, "user:a", "3");
  store.logs.forget("user:a");
  assertEquals(await idsAfter(store.logs, "user:a", head), ["3"]);
});

Deno.test("TopicLogs pages through a long log without a gap and without a repeat", async () => {
  using store = await openLogs();
  const start = await store.logs.head("user:a");
  const ids = Array.from({ length: 350 }, (_, index) => String(index));
  for (let from = 0; from < ids.length;) {
    const size = 1 + (from % 3);
    await append(store.kv, "user:a", ...ids.slice(from, from + size));
    from += size;
  }
  const read: string[] = [];
  let pages = 0;
  for (let place = start;; pages++) {
    const page = await store.logs.after("user:a", place);
    if (page.length === 0) break;
    read.push(...page.map((placed) => placed.entry.id));
    place = page.at(-1)!.position;
  }
  assertEquals(read, ids);
  assert(pages > 1);
});

Deno.test("TopicLogs shares a read among concurrent readers at one place, but not with later ones", async () => {
  using store = await openLogs();
  const start = await store.logs.head("user:a");
  const [first, second] = [store.logs.after("user:a", start), store.logs.after("user:a", start)];
  assert(first === second);
  await append(store.kv, "user:a", "1");
  store.logs.forget("user:a");
  assertEquals(await idsAfter(store.logs, "user:a", start), ["1"]);
  await first;
});

Deno.test("TopicLogs reads back every cursor that it has made", async () => {
  using store = await openLogs();
  const { logs } = store;
  const versionstamps = fc.string({
    unit: fc.constantFrom(..."0123456789abcdef"),
    minLength: 20,
    maxLength: 20,
  });
  const indexes = fc.oneof(fc.nat(10_000), fc.constant(Number.MAX_SAFE_INTEGER));
  fc.assert(fc.property(versionstamps, indexes, (versionstamp, index) => {
    const position = { versionstamp, index };
    assertEquals(logs.parse(logs.cursor(position)), [position]);
    const several = [position, { ...position, log: versionstamp.slice(-8) }];
    assertEquals(logs.parse(logs.cursor(several)), several);
  }));
});

Deno.test("TopicLogs resets cursors of another generation and of days that are no longer stored", async () => {
  using store = await openLogs();
  const { logs } = store;
  const now = Date.now();
  const position = await logs.head("user:a");
  const old = logs.cursor(position, now);
  assertEquals(logs.parse(old, now + (LOG_KEPT_DAYS - 1) * DAY_MS), [position]);
  assertEquals(logs.parse(old, now + (LOG_KEPT_DAYS + 1) * DAY_MS), "reset");
  logs.open("87654321");
  assertEquals(logs.parse(old, now), "reset");
});

Deno.test("TopicLogs accepts no other text as a cursor", async () => {
  using store = await openLogs();
  const { logs } = store;
  const good = logs.cursor({ versionstamp: "0".repeat(20), index: 3 });
  for (
    const text of [
      "",
      "x",
      good.slice(1),
      good.slice(0, -2),
      `${good}.1`,
      good.replace("0000", "zz"),
    ]
  ) {
    assertEquals(logs.parse(text), null, text);
  }
  fc.assert(fc.property(fc.string(), (text) => logs.parse(text) === null));
});

Deno.test("TopicLogs treats a cursor as another one of the same place, for an hour", async () => {
  using store = await openLogs();
  await append(store.kv, "user:a", "1", "2");
  const [first, second] = (await store.logs.after("user:a", await store.logs.head("user:b")))
    .map(({ position }) => position);
  const held = store.logs.cursor(first!, 0);
  assert(store.logs.isAsGood(held, store.logs.cursor(first!, DAY_MS / 25)));
  assertFalse(store.logs.isAsGood(held, store.logs.cursor(first!, DAY_MS / 23)));
  assertFalse(store.logs.isAsGood(held, store.logs.cursor(second!, 0)));
});
