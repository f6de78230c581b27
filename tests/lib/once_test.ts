import { assertEquals, assertThrows } from "@std/assert";
import { once } from "../../lib/once.ts";

Deno.test("once runs at the first call, and every call returns its result", () => {
  let runs = 0;
  const run = once(() => ++runs);
  assertEquals([run(), run(), run()], [1, 1, 1]);
});

Deno.test("once does not repeat a run that fails or calls itself", () => {
  let runs = 0;
  const failing = once(() => {
    runs++;
    throw new Error("fails");
  });
  assertThrows(failing, Error, "fails");
  failing();
  assertEquals(runs, 1);
  const nested: () => void = once(() => {
    runs++;
    nested();
  });
  nested();
  assertEquals(runs, 2);
});
