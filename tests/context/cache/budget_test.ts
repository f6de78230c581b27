import { assert, assertEquals } from "@std/assert";
import { type CacheBudget, cacheBudget } from "../../../context/cache/budget.ts";

const MIB = 1024 ** 2;
const sum = ({ reads, actors, pages }: CacheBudget) => reads + actors + pages;

Deno.test("caches take at most half of the heap, and no more than they need of a large one", () => {
  const plenty = cacheBudget(4096 * MIB);
  assertEquals(plenty, { reads: 272 * MIB, actors: 64 * MIB, pages: 176 * MIB });
  assertEquals(cacheBudget(1024 * MIB), plenty);
  for (const heap of [100, 268, 408]) {
    const small = cacheBudget(heap * MIB);
    assertEquals(Math.round(sum(small) / MIB), heap / 2);
    assertEquals(Math.round(small.pages / small.actors * 100), 275);
  }
});

Deno.test("the budget of a program follows the memory that it may take", async () => {
  const budgetOf = async (flags: string) => {
    const url = import.meta.resolve("../../../context/cache/budget.ts");
    const script =
      `import { cacheBudget } from "${url}"; console.log(JSON.stringify(cacheBudget()))`;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", flags, script],
    }).output();
    return sum(JSON.parse(new TextDecoder().decode(stdout)));
  };
  const half = await budgetOf("--v8-flags=--max-heap-size=268");
  assert(Math.abs(half - 134 * MIB) < 8 * MIB, `${half} bytes`);
  assertEquals(await budgetOf("--v8-flags=--max-heap-size=4096"), 512 * MIB);
});
