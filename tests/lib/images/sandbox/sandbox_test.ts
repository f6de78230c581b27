import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ImageWorkerDied, openImageProcessor } from "../../../../lib/images/mod.ts";
import { heavyJpeg } from "../../../helpers/media/hostile_pictures.ts";
import { longestPause } from "../../../helpers/pauses.ts";
import { jpeg, photo, rawPng } from "../../../helpers/media/pictures.ts";

const declaredType = "image/jpeg";
/** A limit for this file only, which identifies its processes among those of other tests. */
const memoryBytes = 1031 << 20;
/** The memory limit of a process: that limit, and the memory that Deno maps. */
const DATA_SIZE = `${memoryBytes + (768 << 20)}`;

for (const sandbox of ["process", "worker"] as const) {
  Deno.test(`${sandbox}: a picture that takes too long is given up`, async () => {
    const heavy = await heavyJpeg(6_000, 4_000);
    await using processor = openImageProcessor({ sandbox, deadlineMs: 50 });
    const error = await assertRejects(
      () => processor.process(heavy, { declaredType }),
      ImageWorkerDied,
    );
    assertEquals(error.message, "The picture took longer than 0.05 s");
  });

  Deno.test(`${sandbox}: pictures are processed`, async () => {
    await using processor = openImageProcessor({ sandbox });
    const made = await processor.process(await jpeg(photo(40, 20)), { declaredType });
    const names = made.variants.map(({ name }) => name);
    assertEquals([...new Set(names)], [
      "thumb",
      "small",
      "medium",
      "wide",
      "large",
      "original",
    ]);
  });

  Deno.test(`${sandbox}: closing ends running and waiting pictures`, async () => {
    const heavy = await heavyJpeg(3_000, 2_000);
    const processor = openImageProcessor({ sandbox, workers: 1, queueLength: 1 });
    const outcomes = Promise.allSettled(
      [1, 2, 3].map(() => processor.process(heavy, { declaredType })),
    );
    await processor[Symbol.asyncDispose]();
    const reasons = (await outcomes).map((outcome) =>
      outcome.status === "rejected" && outcome.reason
    );
    assert(reasons.every((reason) => reason instanceof ImageWorkerDied));
    assertEquals(reasons.map(({ message }) => message), [
      "The server is stopping",
      "The server is stopping",
      "Too many pictures are waiting",
    ]);
  });
}

Deno.test("a process that is killed during its work fails only its picture", async () => {
  const [heavy, light] = [await heavyJpeg(6_000, 4_000), await jpeg(photo(20, 20))];
  await using processor = openImageProcessor({ workers: 1, memoryBytes });
  await processor.process(light, { declaredType });
  const pid = await sandboxPid();
  const failing = assertRejects(() => processor.process(heavy, { declaredType }), ImageWorkerDied);
  await isGone(pid);
  Deno.kill(pid, "SIGKILL");
  assertEquals((await failing).message, "The image process ended by itself (SIGKILL)");
  assertEquals((await processor.process(light, { declaredType })).width, 20);
});

Deno.test("a process that died between two pictures is replaced without a failure", async () => {
  const light = await jpeg(photo(20, 20));
  await using processor = openImageProcessor({ workers: 1, memoryBytes });
  await processor.process(light, { declaredType });
  const pid = await sandboxPid();
  Deno.kill(pid, "SIGKILL");
  // A process leaves /proc when its exit status was collected.
  while (!await isGone(pid));
  await sandboxPids();
  assertEquals((await processor.process(light, { declaredType })).width, 20);
});

Deno.test("a process that hangs is ended at the deadline, and the next picture works", async () => {
  const light = await jpeg(photo(20, 20));
  await using processor = openImageProcessor({ workers: 1, deadlineMs: 3_000, memoryBytes });
  await processor.process(light, { declaredType });
  Deno.kill(await sandboxPid(), "SIGSTOP");
  const failing = assertRejects(() => processor.process(light, { declaredType }), ImageWorkerDied);
  assertEquals((await failing).message, "The picture took longer than 3 s");
  assertEquals((await processor.process(light, { declaredType })).width, 20);
});

Deno.test("a process that exceeds its memory is ended, and the next picture works", async () => {
  // A PNG is decoded as a whole.
  const size = { width: 7_000, height: 7_000, depth: 8, colour: 0 };
  const heavy = rawPng(size, new Uint8Array(7_001 * 7_000));
  const light = await jpeg(photo(20, 20));
  await using processor = openImageProcessor({ workers: 1, memoryBytes: 256 << 20 });
  await processor.process(light, { declaredType });
  const error = await assertRejects(
    () => processor.process(heavy, { declaredType: "image/png" }),
    ImageWorkerDied,
  );
  assertEquals(error.message, "The picture took too much memory");
  assertEquals((await processor.process(light, { declaredType })).width, 20);
});

Deno.test("the server responds to others while a picture of 12 megapixels is processed", async () => {
  const large = await jpeg(photo(4_000, 3_000));
  await using processor = openImageProcessor({ workers: 1, memoryBytes });
  await processor.process(large, { declaredType });
  let longest = Infinity;
  // A busy machine may block the loop, too, but not each time.
  for (let round = 0; round < 5 && longest >= 150; round++) {
    longest = Math.min(
      longest,
      await longestPause(() => processor.process(large, { declaredType })),
    );
  }
  assert(longest < 150, `the loop stood still for ${longest} ms`);
});

Deno.test("pictures are processed two at a time, each in its own process", async () => {
  const file = await jpeg(photo(200, 100));
  await using processor = openImageProcessor({ memoryBytes });
  const made = await Promise.all(
    [1, 2, 3, 4, 5].map(() => processor.process(file, { declaredType })),
  );
  assertEquals(made.map(({ width }) => width), [200, 200, 200, 200, 200]);
  assertEquals((await sandboxPids()).length, 2);
});

Deno.test("a process gets a memory limit and nothing of the server's environment", async () => {
  Deno.env.set("PICTURE_TEST_SECRET", "hidden");
  await using processor = openImageProcessor({ workers: 1, memoryBytes });
  await processor.process(await jpeg(photo(20, 20)), { declaredType });
  Deno.env.delete("PICTURE_TEST_SECRET");
  const pid = await sandboxPid();
  assert(!(await Deno.readTextFile(`/proc/${pid}/environ`)).includes("PICTURE_TEST_SECRET"));
  const limits = await Deno.readTextFile(`/proc/${pid}/limits`);
  assertMatch(limits, new RegExp(`Max data size\\s+${DATA_SIZE} `));
});

async function sandboxPid(): Promise<number> {
  const [pid] = await sandboxPids();
  assert(pid);
  return pid;
}

function isGone(pid: number): Promise<boolean> {
  return Deno.stat(`/proc/${pid}`).then(() => false, () => true);
}

async function sandboxPids(): Promise<number[]> {
  const pids: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const [status, command, limits] = await Promise.all(
      ["status", "cmdline", "limits"].map((file) =>
        Deno.readTextFile(`/proc/${name}/${file}`).catch(() => "")
      ),
    ) as [string, string, string];
    const ours = status.includes(`PPid:\t${Deno.pid}\n`) && limits.includes(DATA_SIZE);
    if (ours && command.includes("process_main") && !command.startsWith("sh")) {
      pids.push(Number(name));
    }
  }
  return pids;
}
