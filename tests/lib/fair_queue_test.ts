import { assert, assertEquals, assertRejects } from "@std/assert";
import { FairQueue, QueueFull } from "../../lib/fair_queue.ts";

const LIMITS = { inFlightMax: 1, waitingMax: 10, waitMs: 60_000 };

/** Starts works that end on demand, and records the order in which they begin. */
function startWorks(queue: FairQueue<"front" | "back">) {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  return {
    begun,
    /** Enqueues a work; its name begins with its asker. */
    ask(name: string, door: "front" | "back" = "front", part?: string) {
      return queue.run({ door, asker: name[0]!, part }, () => {
        begun.push(name);
        const { promise, resolve } = Promise.withResolvers<void>();
        ends.push(resolve);
        return promise;
      });
    },
    /** Ends works, each after it began, until all have begun. */
    async finish(asked: Promise<void>[]): Promise<string[]> {
      const done = Promise.allSettled(asked);
      let isOver = false;
      void done.then(() => isOver = true);
      while (!isOver) {
        ends.shift()?.();
        await Promise.resolve();
      }
      return begun;
    },
  };
}

Deno.test("an asker with little work is served next, however much others wait for", async () => {
  const works = startWorks(new FairQueue(["front", "back"], LIMITS));
  const asked = ["a1", "a2", "a3", "a4", "b1", "b2", "c1"].map((name) => works.ask(name));
  assertEquals(await works.finish(asked), ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]);
});

Deno.test("doors take turns, so that a crowd at one delays nobody at another", async () => {
  const works = startWorks(new FairQueue(["front", "back"], LIMITS));
  const crowd = ["a1", "b1", "c1", "d1", "e1"].map((name) => works.ask(name, "back"));
  const asked = [...crowd, works.ask("x1"), works.ask("y1")];
  assertEquals(await works.finish(asked), ["a1", "x1", "b1", "y1", "c1", "d1", "e1"]);
});

Deno.test("the parts of one asker take turns, too", async () => {
  const works = startWorks(new FairQueue(["front", "back"], LIMITS));
  const eves = ["a1", "a2", "a3", "a4"].map((name) => works.ask(name, "front", "eve"));
  const adas = ["a5", "a6"].map((name) => works.ask(name, "front", "ada"));
  const asked = [...eves, ...adas, works.ask("b1")];
  assertEquals(await works.finish(asked), ["a1", "a2", "b1", "a5", "a3", "a6", "a4"]);
});

Deno.test("when a door is full, the asker with most work there loses the last one", async () => {
  const works = startWorks(new FairQueue(["front", "back"], { ...LIMITS, waitingMax: 4 }));
  const first = works.ask("x1");
  const [a1, a2, a3, b1] = ["a1", "a2", "a3", "b1"].map((name) => works.ask(name));
  const refused = assertRejects(() => a3!, QueueFull);
  const c1 = works.ask("c1");
  await refused;
  await assertRejects(() => works.ask("a4"), QueueFull);
  const began = await works.finish([first, a1!, a2!, b1!, c1]);
  assertEquals(began, ["x1", "a1", "b1", "c1", "a2"]);
});

Deno.test("when one asker fills a door, the part with most works makes room for another", async () => {
  const works = startWorks(new FairQueue(["front", "back"], { ...LIMITS, waitingMax: 3 }));
  const [a1, a2, a3, a4] = ["a1", "a2", "a3", "a4"].map((name) => works.ask(name, "front", "eve"));
  const refused = assertRejects(() => a4!, QueueFull);
  const a5 = works.ask("a5", "front", "ada");
  await refused;
  await assertRejects(() => works.ask("a6", "front", "eve"), QueueFull);
  assertEquals(await works.finish([a1!, a2!, a3!, a5]), ["a1", "a2", "a5", "a3"]);
});

Deno.test("a work that waits too long is refused, and its place is free again", async () => {
  const queue = new FairQueue(["front", "back"], { ...LIMITS, waitMs: 1 });
  const works = startWorks(queue);
  const first = works.ask("a1");
  await assertRejects(() => works.ask("a2"), QueueFull);
  assertEquals(queue.waiting, 0);
  await works.finish([first]);
  await works.finish([works.ask("a3")]);
  assertEquals(works.begun, ["a1", "a3"]);
});

Deno.test("a work that fails lets the next one begin", async () => {
  const queue = new FairQueue(["front"], LIMITS);
  const turn = { door: "front", asker: "a" } as const;
  const failing = queue.run(turn, () => Promise.reject(new Error("broken")));
  const next = queue.run(turn, () => Promise.resolve("done"));
  await assertRejects(() => failing, Error, "broken");
  assert(await next === "done");
});
