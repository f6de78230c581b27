import { assertEquals, assertRejects } from "@std/assert";
import { readLines } from "../../../lib/sandbox/lines.ts";
import { type ChildEnd, supervise } from "../../../lib/sandbox/supervised.ts";

const LIMITS = {
  signal: new AbortController().signal,
  deadlineMs: 30_000,
  memoryBytes: 64 << 20,
};

async function run(script: string, limits: Partial<typeof LIMITS> = {}): Promise<ChildEnd> {
  const child = new Deno.Command("sh", {
    args: ["-c", script],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  return await supervise(child, readLines(child.stdout, () => {}), { ...LIMITS, ...limits });
}

Deno.test("a child that takes too much memory is ended", async () => {
  const { endedBecause, status } = await run("exec tail /dev/zero");
  assertEquals([endedBecause, status.signal], ["It took too much memory", "SIGKILL"]);
});

Deno.test("a child that takes too long is ended", async () => {
  const { endedBecause } = await run("exec sleep 1000", { deadlineMs: 50 });
  assertEquals(endedBecause, "It took longer than 0.05 s");
});

Deno.test("a child that writes without end is ended", async () => {
  for (const script of ["exec yes", "exec tr '\\\\0' x </dev/zero"]) {
    const { message } = await assertRejects(() => run(script, { memoryBytes: 1 << 30 }), Error);
    assertEquals(message, "A child process writes without end");
  }
});

Deno.test("a child that ends by itself tells how", async () => {
  const { endedBecause, status } = await run("exit 3");
  assertEquals([endedBecause, status.code], [null, 3]);
});
