import { assertEquals } from "@std/assert";
import { findReaction, reactionCounts } from "../../../domain/comments/comments.ts";

Deno.test("findReaction accepts every form in which a keyboard sends an emoji", () => {
  const set = ["❤️", "👍", "é"];
  assertEquals(findReaction(set, "❤️"), "❤️");
  assertEquals(findReaction(set, "\u2764"), "❤️");
  assertEquals(findReaction(set, "👍\uFE0F"), "👍");
  assertEquals(findReaction(set, "e\u0301"), "é");
  for (const other of ["", "👎", "❤️❤️", "constructor"]) {
    assertEquals(findReaction(set, other), undefined);
  }
});

Deno.test("reactionCounts puts the most frequent first, and equals always in one order", () => {
  assertEquals(reactionCounts({ b: 1, c: 3, a: 1 }), [
    { emoji: "c", count: 3 },
    { emoji: "a", count: 1 },
    { emoji: "b", count: 1 },
  ]);
});
