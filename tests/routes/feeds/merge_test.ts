import { assertEquals } from "@std/assert";
import type { PostId, UserId } from "../../../domain/ids.ts";
import fc from "fast-check";
import { merge } from "../../../reads/feeds/merge.ts";

const entry = (n: number) => ({
  sortId: String(n).padStart(3, "0"),
  postId: `p${n}` as PostId,
  authorId: "a" as UserId,
});
const source = fc.record({
  entries: fc.uniqueArray(fc.nat(60), { maxLength: 20 })
    .map((numbers) => numbers.sort((a, b) => b - a).map(entry)),
  hasOlder: fc.boolean(),
});

Deno.test("merge returns the newest of all sources, each once, or reports that a source ends too early", () => {
  fc.assert(fc.property(
    fc.array(source, { minLength: 1, maxLength: 4 }),
    fc.option(fc.nat(61)),
    fc.integer({ min: 1, max: 25 }),
    (sources, place, limit) => {
      const before = place === null ? null : entry(place).sortId;
      const all = sources.flatMap(({ entries }) => entries.map(({ sortId }) => sortId));
      const expected = [...new Set(all)].filter((id) => before === null || id < before)
        .sort().reverse().slice(0, limit);
      // Below the last entry of a source that has older ones, something may be missing.
      const floors = sources.filter(({ hasOlder }) => hasOlder)
        .map(({ entries }) => entries.at(-1)?.sortId ?? "~");
      const isKnown = floors.every((floor) =>
        floor !== "~" && expected.length === limit && floor <= expected.at(-1)!
      );
      const merged = merge(sources, before, limit);
      assertEquals(merged?.map(({ sortId }) => sortId) ?? null, isKnown ? expected : null);
    },
  ));
});
