import { assertEquals, assertLess } from "@std/assert";
import { type ActorKind, to } from "../../../actors/runtime/actor.ts";
import { ActorSystem } from "../../../actors/runtime/system.ts";
import { openMemoryKv, UNCHECKED } from "../../helpers/app/kv.ts";

/** Writes rows as a message describes them. */
interface Rows {
  count: number;
  keyLength: number;
  valueLength: number;
}

const rowsActor: ActorKind<object, Rows> = {
  kind: "rows",
  load: () => Promise.resolve({}),
  receive: (id, state, { count, keyLength, valueLength }) => ({
    state,
    rows: Array.from({ length: count }, (_, n) => ({
      key: [id, String(n).padStart(keyLength, "0")],
      value: "x".repeat(valueLength),
    })),
    log: [],
  }),
};

const UNITS = 12;

/** Sends units that wait together. Returns the number of their commits, and of those that KV took. */
async function commitsOf(rows: Rows): Promise<{ tried: number; taken: number }> {
  using store = await openMemoryKv();
  let taken = 0;
  store.trouble.after = () => void taken++;
  const system = new ActorSystem(store.kv, () => {});
  const send = (id: string) =>
    system.send({ envelopes: [to(rowsActor, id, rows)], log: [], checks: UNCHECKED });
  await Promise.all(Array.from({ length: UNITS }, (_, n) => send(`id ${n}`)));
  const found = await Array.fromAsync(store.kv.list({ prefix: [] }));
  assertEquals(found.length, UNITS * rows.count);
  return { tried: store.commits(), taken };
}

Deno.test("units that KV would refuse together are in different commits", async () => {
  const large: Rows[] = [
    { count: 249, keyLength: 300, valueLength: 1 },
    { count: 10, keyLength: 10, valueLength: 40_000 },
    { count: 240, keyLength: 10, valueLength: 3000 },
    { count: 950, keyLength: 10, valueLength: 1 },
  ];
  for (const rows of large) {
    const { tried, taken } = await commitsOf(rows);
    assertEquals(tried, taken, JSON.stringify(rows));
  }
});

Deno.test("small units share a commit", async () => {
  const { tried } = await commitsOf({ count: 40, keyLength: 40, valueLength: 100 });
  assertLess(tried, 4);
});
