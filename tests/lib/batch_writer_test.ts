import { assertEquals } from "@std/assert";
import { BatchWriter } from "../../lib/batch_writer.ts";

type Scope = "value" | "batch" | "service";

/** Opens a writer that collects its batches; `fail` may throw for a batch. */
function openWriter(fail: (batch: readonly string[]) => void = () => {}, scope: Scope = "value") {
  const batches: string[][] = [];
  const writer = new BatchWriter<string, string, string>({
    async write(values) {
      batches.push([...values]);
      await Promise.resolve();
      fail(values);
      return values.map((value) => `${value}!`);
    },
    keyOf: (value) => value[0]!,
    scopeOf: () => scope,
    batchMax: 4,
    halvedMin: 2,
  });
  return { writer, batches };
}

const settle = async (writer: { write(value: string): Promise<string> }, values: string[]) =>
  (await Promise.allSettled(values.map((value) => writer.write(value))))
    .map((outcome) => outcome.status === "fulfilled" ? outcome.value : String(outcome.reason));

Deno.test("BatchWriter writes the first value at once, and those that wait in halves", async () => {
  const { writer, batches } = openWriter();
  assertEquals(await settle(writer, ["a", "b", "c", "d", "e"]), ["a!", "b!", "c!", "d!", "e!"]);
  assertEquals(batches, [["a"], ["b", "c", "d"], ["e"]]);
});

Deno.test("BatchWriter writes no more values at once than a batch holds", async () => {
  const { writer, batches } = openWriter();
  await settle(writer, [..."abcdefghijklm"]);
  assertEquals(batches.map(({ length }) => length), [1, 4, 4, 4]);
});

Deno.test("BatchWriter writes values of one key in order, each in another batch", async () => {
  const { writer, batches } = openWriter();
  await settle(writer, ["x", "a1", "a2", "b1", "a3"]);
  assertEquals(batches, [["x"], ["a1", "b1"], ["a2"], ["a3"]]);
});

Deno.test("BatchWriter restarts for a value that arrives after the last batch", async () => {
  const { writer } = openWriter();
  for (let n = 0; n < 20; n++) {
    const first = writer.write("a");
    for (let turns = 0; turns < n; turns++) await Promise.resolve();
    assertEquals(await Promise.all([first, writer.write("b")]), ["a!", "b!"]);
  }
});

Deno.test("BatchWriter fails a value that cannot be written, and writes the others of its batch", async () => {
  const { writer, batches } = openWriter((batch) => {
    if (batch.includes("c")) throw new Error("not c");
  });
  const outcomes = await settle(writer, ["a", "b", "c", "d"]);
  assertEquals(outcomes, ["a!", "b!", "Error: not c", "d!"]);
  assertEquals(batches, [["a"], ["b", "c"], ["b"], ["c"], ["d"]]);
});

Deno.test("BatchWriter fails a batch with an unknown outcome without retrying its values", async () => {
  const { writer, batches } = openWriter((batch) => {
    if (batch.includes("c")) throw new Error("lost");
  }, "batch");
  const outcomes = await settle(writer, ["a", "b", "c", "d"]);
  assertEquals(outcomes, ["a!", "Error: lost", "Error: lost", "d!"]);
  assertEquals(batches, [["a"], ["b", "c"], ["d"]]);
});

Deno.test("BatchWriter refuses all waiting values when the service is away, and writes later ones", async () => {
  let isAway = true;
  const { writer, batches } = openWriter(() => {
    if (isAway) throw new Error("away");
  }, "service");
  const values = [..."abcdefgh"];
  assertEquals(await settle(writer, values), values.map(() => "Error: away"));
  assertEquals(batches, [["a"]]);
  isAway = false;
  assertEquals(await settle(writer, ["a"]), ["a!"]);
});

Deno.test("BatchWriter refuses the rest when the service goes away while values are tried alone", async () => {
  let writes = 0;
  const scopes: Scope[] = ["value", "service"];
  const writer = new BatchWriter<string, string, string>({
    write(values) {
      if (++writes === 2 || writes === 4) throw new Error(`${writes}`);
      return Promise.resolve(values);
    },
    keyOf: (value) => value,
    scopeOf: () => scopes.shift()!,
    batchMax: 4,
    halvedMin: 4,
  });
  const outcomes = await settle(writer, ["a", "b", "c", "d", "e", "f"]);
  assertEquals(outcomes, ["a", "b", "Error: 4", "Error: 4", "Error: 4", "Error: 4"]);
});
