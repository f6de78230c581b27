import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import type { PostId } from "../../../domain/ids.ts";
import { type ActorKind, to } from "../../../actors/runtime/actor.ts";
import type { Checks } from "../../../actors/runtime/batch.ts";
import { ActorSystem, Fenced } from "../../../actors/runtime/system.ts";
import { openMemoryKv, UNCHECKED } from "../../helpers/app/kv.ts";

/** Remembers the words that it received, in order; one row for each word. */
interface Words {
  words: readonly string[];
}

const wordsActor: ActorKind<Words, string> = {
  kind: "words",
  async load(kv, id) {
    const rows = await Array.fromAsync(kv.list<string>({ prefix: ["words", id] }));
    return { words: rows.map((row) => row.value) };
  },
  receive(id, state, word) {
    if (word === "impossible") throw new Error("This word cannot be received");
    return {
      state: state && { words: [...state.words, word] },
      rows: [{ key: ["words", id, word], value: word === "too large" ? "x".repeat(70_000) : word }],
      log: [{
        topic: `words:${id}`,
        entry: { id: word, type: "post.created", at: 1, ref: { postId: word as PostId } },
      }],
    };
  },
};

const say = (id: string, ...words: string[]) => ({
  envelopes: words.map((word) => to(wordsActor, id, word)),
  log: [],
  checks: UNCHECKED,
});

Deno.test("ActorSystem commits messages that wait together in few commits", async () => {
  using store = await openMemoryKv();
  const system = new ActorSystem(store.kv, () => {});
  const ids = Array.from({ length: 1000 }, (_, index) => `w${String(index).padStart(4, "0")}`);
  await Promise.all(ids.map((word) => system.send(say("hot", word))));
  assertLess(store.commits(), 12);
  assertEquals((await system.state(wordsActor, "hot")).words, ids);
  assertEquals(system.stats().waiting, 0);
});

Deno.test("ActorSystem passes messages to an actor in the order in which they were sent", async () => {
  using store = await openMemoryKv();
  const system = new ActorSystem(store.kv, () => {});
  await system.state(wordsActor, "ada");
  await Promise.all([
    system.send(say("ada", "c")),
    system.send(say("bob", "x")),
    system.send(say("ada", "a", "b")),
  ]);
  assertEquals((await system.state(wordsActor, "ada")).words, ["c", "a", "b"]);
});

Deno.test("ActorSystem holds a limited number of bytes of states, and reloads the others", async () => {
  using store = await openMemoryKv();
  const system = new ActorSystem(store.kv, () => {}, { residentBytesMax: 50_000 });
  const words = Array.from({ length: 100 }, (_, n) => `word ${n}`);
  const ids = Array.from({ length: 50 }, (_, n) => `w${n}`);
  for (const id of ids) await system.send(say(id, ...words));
  for (const id of ids) await system.state(wordsActor, id);
  assertLess(system.stats().resident, 20);
  assertEquals((await system.state(wordsActor, "w0")).words, words.toSorted());
});

Deno.test("ActorSystem fails only the unit that cannot be stored, not its neighbours", async () => {
  using store = await openMemoryKv();
  const system = new ActorSystem(store.kv, () => {});
  await system.state(wordsActor, "ada");
  const results = await Promise.allSettled([
    system.send(say("ada", "before")),
    system.send(say("ada", "too large")),
    system.send(say("ada", "after")),
  ]);
  assertEquals(results.map((result) => result.status), ["fulfilled", "rejected", "fulfilled"]);
  const { words } = await system.state(wordsActor, "ada");
  assertEquals(words.toSorted(), ["after", "before"]);
  system.evictAll();
  assertEquals((await system.state(wordsActor, "ada")).words, ["after", "before"]);
});

Deno.test("ActorSystem fails a unit that makes its actor throw, and continues", async () => {
  using store = await openMemoryKv();
  const system = new ActorSystem(store.kv, () => {});
  const results = await Promise.allSettled([
    system.send(say("ada", "before")),
    system.send(say("ada", "impossible")),
    system.send(say("ada", "after")),
  ]);
  assertEquals(results.map((result) => result.status), ["fulfilled", "rejected", "fulfilled"]);
  await system.send(say("ada", "later"));
  assertEquals((await system.state(wordsActor, "ada")).words, ["after", "before", "later"]);
});

Deno.test("ActorSystem stores a unit of several messages whole or not at all", async () => {
  using store = await openMemoryKv();
  const system = new ActorSystem(store.kv, () => {});
  await system.state(wordsActor, "ada");
  await assertRejects(() => system.send(say("ada", "half", "too large")));
  assertEquals((await system.state(wordsActor, "ada")).words, []);
  system.evictAll();
  assertEquals((await system.state(wordsActor, "ada")).words, []);
});

Deno.test("ActorSystem leaves states unchanged when KV fails", async () => {
  using store = await openMemoryKv();
  const system = new ActorSystem(store.kv, () => {});
  await system.state(wordsActor, "ada");
  store.trouble.before = () => {
    throw new Error("The disk is full");
  };
  await assertRejects(() => system.send(say("ada", "lost")), Error, "The disk is full");
  assertEquals((await system.state(wordsActor, "ada")).words, []);
  delete store.trouble.before;
  await system.send(say("ada", "kept"));
  assertEquals((await system.state(wordsActor, "ada")).words, ["kept"]);
});

Deno.test("ActorSystem announces topics only after their commit", async () => {
  using store = await openMemoryKv();
  const announced: [number, string[]][] = [];
  let kept = 0;
  store.trouble.after = () => void kept++;
  const system = new ActorSystem(store.kv, (topics) => announced.push([kept, [...topics]]));
  await system.send(say("ada", "one"));
  assertEquals(announced, [[1, ["words:ada"]]]);
});

Deno.test("ActorSystem lets one of two units pass a check of a row that both set, even if both wait for one commit", async () => {
  using store = await openMemoryKv();
  const system = new ActorSystem(store.kv, () => {});
  const checks: Checks = [{ key: ["marker"], versionstamp: null, set: { value: 1 } }];
  const units = [say("bob", "nothing"), { ...say("ada", "first"), checks }, {
    ...say("ada", "second"),
    checks,
  }];
  const [, first, second] = await Promise.allSettled(units.map((unit) => system.send(unit)));
  assertEquals([first!.status, second!.status], ["fulfilled", "rejected"]);
  assertEquals((await system.state(wordsActor, "ada")).words, ["first"]);
});

Deno.test("ActorSystem refuses a unit that checks a row which has changed, and stores nothing of it", async () => {
  using store = await openMemoryKv();
  const system = new ActorSystem(store.kv, () => {});
  const check = { key: ["marker"], versionstamp: null, set: { value: 1 } };
  const versionstamp = await system.send({ ...say("ada", "first"), checks: [check] });
  await assertRejects(() => system.send({ ...say("ada", "second"), checks: [check] }), Fenced);
  await system.send({ ...say("ada", "third"), checks: [{ ...check, versionstamp }] });
  assertEquals((await system.state(wordsActor, "ada")).words, ["first", "third"]);
});

Deno.test("ActorSystem refuses a unit that checks a row which an earlier one changes, even in one commit", async () => {
  using store = await openMemoryKv();
  const system = new ActorSystem(store.kv, () => {});
  const checks: Checks = [{ key: ["words", "ada", "first"], versionstamp: null }];
  const units = [say("bob", "nothing"), say("ada", "first"), { ...say("ada", "second"), checks }];
  const [, first, second] = await Promise.allSettled(units.map((unit) => system.send(unit)));
  assertEquals([first!.status, second!.status], ["fulfilled", "rejected"]);
  assertEquals((await system.state(wordsActor, "ada")).words, ["first"]);
});

Deno.test("ActorSystem misses nothing that is committed during the load of a state", async () => {
  using store = await openMemoryKv();
  await store.kv.set(["words", "ada", "a"], "a");
  const loaded = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const slowActor: typeof wordsActor = {
    ...wordsActor,
    async load(kv, id) {
      const state = await wordsActor.load(kv, id);
      loaded.resolve();
      await goOn.promise;
      return state;
    },
  };
  const system = new ActorSystem(store.kv, () => {});
  const loading = system.state(slowActor, "ada");
  await loaded.promise;
  await system.send({ envelopes: [to(slowActor, "ada", "b")], log: [], checks: UNCHECKED });
  goOn.resolve();
  assertEquals((await loading).words, ["a", "b"]);
  assertEquals((await system.state(slowActor, "ada")).words, ["a", "b"]);
});

Deno.test("ActorSystem misses nothing that is committed after a state was loaded during its commit", async () => {
  using store = await openMemoryKv();
  const system = new ActorSystem(store.kv, () => {});
  // The message is in a commit; a load at this moment reads the state before it.
  store.trouble.before = async () => {
    assertEquals((await system.state(wordsActor, "ada")).words, []);
  };
  await system.send(say("ada", "a"));
  assertEquals((await system.state(wordsActor, "ada")).words, ["a"]);
});

Deno.test("ActorSystem loads a state once for all concurrent readers", async () => {
  using store = await openMemoryKv();
  let loads = 0;
  const counted: typeof wordsActor = {
    ...wordsActor,
    load: (kv, id) => (loads++, wordsActor.load(kv, id)),
  };
  const system = new ActorSystem(store.kv, () => {});
  await Promise.all(Array.from({ length: 20 }, () => system.state(counted, "ada")));
  assertEquals(loads, 1);
});

Deno.test("ActorSystem reloads a state that another writer has changed", async () => {
  using store = await openMemoryKv();
  const system = new ActorSystem(store.kv, () => {});
  await system.send(say("ada", "a"));
  await system.state(wordsActor, "ada");
  await store.kv.set(["words", "ada", "b"], "b");
  assertEquals((await system.state(wordsActor, "ada")).words, ["a"]);
  system.evict(wordsActor, "ada");
  assertEquals((await system.state(wordsActor, "ada")).words, ["a", "b"]);
});

Deno.test("ActorSystem caches no state that was evicted during its commit", async () => {
  using store = await openMemoryKv();
  const system = new ActorSystem(store.kv, () => {});
  await system.state(wordsActor, "ada");
  store.trouble.after = async () => {
    await store.kv.set(["words", "ada", "z"], "z");
    system.evict(wordsActor, "ada");
  };
  await system.send(say("ada", "a"));
  assertEquals((await system.state(wordsActor, "ada")).words, ["a", "z"]);
});

Deno.test("ActorSystem retries a failed load for the next reader", async () => {
  using store = await openMemoryKv();
  let isBroken = true;
  const broken: typeof wordsActor = {
    ...wordsActor,
    load: (kv, id) => isBroken ? Promise.reject(new Error("No disk")) : wordsActor.load(kv, id),
  };
  const system = new ActorSystem(store.kv, () => {});
  await assertRejects(async () => await system.state(broken, "ada"), Error, "No disk");
  isBroken = false;
  assertEquals((await system.state(broken, "ada")).words, []);
  assert(system.stats().resident === 1);
});
