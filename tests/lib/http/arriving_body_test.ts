import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { arriving, BodyLost } from "../../../lib/http/arriving_body.ts";

const CHUNK = new Uint8Array(100);

Deno.test("a body is passed on as it arrives", async () => {
  const body = ReadableStream.from([CHUNK, CHUNK, CHUNK]);
  const chunks = await Array.fromAsync(arriving({ body }));
  assertEquals(chunks.map(({ length }) => length), [100, 100, 100]);
  assertEquals(await Array.fromAsync(arriving({ body: null })), []);
});

Deno.test("a body that stops arriving is given up, and its source is cancelled", async () => {
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(CHUNK),
    cancel: () => cancelled.resolve(),
  });
  const pace = { idleMs: 20, graceMs: 60_000, bytesPerSecondMin: 1 };
  const error = await assertRejects(() => Array.fromAsync(arriving({ body }, pace)), BodyLost);
  assertEquals(error.isTooSlow, true);
  await cancelled.promise;
});

Deno.test("a body that arrives a byte at a time is given up by its rate, and one that keeps up is not", async () => {
  const dripping = (bytes: number) =>
    new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(bytes)),
    }, { highWaterMark: 0 });
  const pace = { idleMs: 60_000, graceMs: 50, bytesPerSecondMin: 1e9 };
  const startedAt = performance.now();
  await assertRejects(() => Array.fromAsync(arriving({ body: dripping(1) }, pace)), BodyLost);
  assertLess(performance.now() - startedAt, 5000);
  let bytes = 0;
  // The machine may pause for a while, so this one is asked for less than it can.
  const kept = { ...pace, bytesPerSecondMin: 1e7 };
  for await (const chunk of arriving({ body: dripping(1_000_000) }, kept)) {
    bytes += chunk.length;
    if (bytes >= 100_000_000) break;
  }
});

Deno.test("a body that breaks off throws an error", async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.error(new Error("reset")),
  });
  const error = await assertRejects(() => Array.fromAsync(arriving({ body })), BodyLost);
  assertEquals(error.isTooSlow, false);
});
