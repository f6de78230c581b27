import { assertEquals } from "@std/assert";
import { JoinedText } from "../../../lib/cache/joined_text.ts";

Deno.test("a text is the same each time it is asked for", () => {
  for (const parts of [[], ["one"], ["a", "", "bc", "d"]]) {
    const text = new JoinedText(parts);
    for (let uses = 0; uses < 10; uses++) assertEquals(text.toString(), parts.join(""));
    assertEquals(text.length, parts.join("").length);
  }
});
