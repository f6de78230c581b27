import { assertEquals, assertRejects } from "@std/assert";
import { lockDataDir } from "../../../lib/embedded/data_dir.ts";
import { killedOnceReady, temporaryDirectory } from "./child_program.ts";

const HOLD = `
  import { lockDataDir } from ${
  JSON.stringify(import.meta.resolve("../../../lib/embedded/data_dir.ts"))
};
  const lock = await lockDataDir(Deno.args[0]);
  console.log("ready");
  await new Promise(() => setInterval(() => lock.path, 60_000));
`;

Deno.test("lockDataDir makes the directory and frees it when disposed", async () => {
  await using temp = await temporaryDirectory();
  const path = `${temp.path}/deep/data`;
  for (let round = 0; round < 2; round++) {
    await using lock = await lockDataDir(path);
    assertEquals(lock.path, path);
    assertEquals(await Deno.readTextFile(`${path}/lock`), String(Deno.pid));
  }
  assertEquals(await Deno.readTextFile(`${path}/lock`), "");
});

Deno.test("lockDataDir is free once disposed, also while child processes are being started", async () => {
  await using temp = await temporaryDirectory();
  const spawner = new Worker(
    `data:application/javascript,for (;;) await new Deno.Command("true").output();`,
    { type: "module" },
  );
  for (let round = 0; round < 200; round++) {
    await using lock = await lockDataDir(temp.path);
    assertEquals(await Deno.readTextFile(`${lock.path}/lock`), String(Deno.pid));
  }
  spawner.terminate();
});

Deno.test("lockDataDir refuses a second lock in the same program", async () => {
  await using temp = await temporaryDirectory();
  await using _lock = await lockDataDir(temp.path);
  await assertRejects(() => lockDataDir(temp.path), Error, `pid ${Deno.pid}`);
});

Deno.test("lockDataDir refuses a second program, with the holder's name, until the first is killed", async () => {
  await using temp = await temporaryDirectory();
  await killedOnceReady(HOLD, temp.path, async (pid) => {
    const { message } = await assertRejects(() => lockDataDir(temp.path), Error);
    assertEquals(
      message,
      `The data directory ${temp.path} is in use by another program (pid ${pid}): ` +
        "stop it, or set another DATA_DIR",
    );
  });
  await using lock = await lockDataDir(temp.path);
  assertEquals(await Deno.readTextFile(`${lock.path}/lock`), String(Deno.pid));
});

Deno.test("lockDataDir names the Deno that it needs where files cannot be locked", async () => {
  await using temp = await temporaryDirectory();
  const { tryLock } = Deno.FsFile.prototype;
  Reflect.deleteProperty(Deno.FsFile.prototype, "tryLock");
  try {
    await assertRejects(() => lockDataDir(temp.path), Error, "need Deno 2.9");
  } finally {
    Object.assign(Deno.FsFile.prototype, { tryLock });
  }
});
