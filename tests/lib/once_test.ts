import { assertEquals, assertThrows } from "@std/assert";
import { once } from "../../lib/once.ts";

Deno.test("what is done once is done at the first call, and every call returns its result", () => {
  let runs = 0;
  const run = once(() => ++runs);
  assertEquals([run(), run(), run()], [1, 1, 1]);
});

Deno.test("what fails or calls itself is not run a second time", () => {
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
