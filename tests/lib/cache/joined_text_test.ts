import { assertEquals } from "@std/assert";
import { Rope } from "../../../lib/cache/rope.ts";

Deno.test("a text is the same at every use", () => {
  for (const parts of [[], ["one"], ["a", "", "bc", "d"]]) {
    const text = new Rope(parts);
    for (let uses = 0; uses < 10; uses++) assertEquals(text.toString(), parts.join(""));
    assertEquals(text.length, parts.join("").length);
  }
});
