import { assertEquals, assertRejects } from "@std/assert";
import { Turns } from "../../../lib/work/turns.ts";

const never = new AbortController().signal;

Deno.test("turns are taken in order, and no more at once than allowed", async () => {
  const turns = new Turns(2);
  const order: string[] = [];
  const [first, second] = [await turns.take(never), await turns.take(never)];
  const third = turns.take(never).then((turn) => (order.push("third"), turn));
  const fourth = turns.take(never).then((turn) => (order.push("fourth"), turn));
  await Promise.resolve();
  assertEquals(order, []);
  second[Symbol.dispose]();
  second[Symbol.dispose]();
  (await third)[Symbol.dispose]();
  assertEquals(order, ["third"]);
  (await fourth)[Symbol.dispose]();
  first[Symbol.dispose]();
  assertEquals(order, ["third", "fourth"]);
});

Deno.test("one that stops waiting takes no turn", async () => {
  const turns = new Turns(1);
  const first = await turns.take(never);
  const stop = new AbortController();
  const stopped = turns.take(stop.signal);
  const next = turns.take(never);
  stop.abort(new Error("enough"));
  await assertRejects(() => stopped, Error, "enough");
  first[Symbol.dispose]();
  using _turn = await next;
  await assertRejects(() => turns.take(stop.signal), Error, "enough");
});
