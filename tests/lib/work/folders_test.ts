import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { openWorkFolders } from "../../../lib/work/folders.ts";

async function namesIn(path: string): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(path), ({ name }) => name);
}

async function parentOf(stack: AsyncDisposableStack): Promise<string> {
  const root = await Deno.makeTempDir({ prefix: "tintype-test-" });
  stack.defer(() => Deno.remove(root, { recursive: true }));
  return join(root, "work");
}

Deno.test("a folder of work is private, and nothing of it stays", async () => {
  await using stack = new AsyncDisposableStack();
  const parent = await parentOf(stack);
  {
    await using folders = await openWorkFolders(parent);
    {
      await using folder = await folders.make();
      await Deno.writeTextFile(join(folder.path, "upload"), "bytes");
      assertEquals((await Deno.stat(folder.path)).mode! & 0o777, 0o700);
    }
    await using other = await folders.make();
    assertEquals((await namesIn(join(other.path, ".."))).length, 2);
  }
  assertEquals(await namesIn(parent), []);
});

Deno.test("the next start deletes what a killed program has left, and nothing of a running one", async () => {
  await using stack = new AsyncDisposableStack();
  const parent = await parentOf(stack);
  await using running = await openWorkFolders(parent);
  await using folder = await running.make();
  await Deno.writeTextFile(join(folder.path, "upload"), "bytes");
  await using killed = await killedProgram(parent);
  assertEquals((await namesIn(parent)).length, 2);
  await killed.end();
  await using _next = await openWorkFolders(parent);
  assertEquals((await namesIn(parent)).length, 1);
  assertEquals(await Deno.readTextFile(join(folder.path, "upload")), "bytes");
});

/** A program that makes a folder, writes a file, and is killed by `end`. */
async function killedProgram(parent: string) {
  const code = `
    import { openWorkFolders } from ${
    JSON.stringify(import.meta.resolve("../../../lib/work/folders.ts"))
  };
    const folder = await (await openWorkFolders(${JSON.stringify(parent)})).make();
    await Deno.writeTextFile(folder.path + "/upload", "bytes");
    console.log("made");
    await Deno.stdin.read(new Uint8Array(1));`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", `data:text/typescript,${encodeURIComponent(code)}`],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  return {
    async end() {
      child.kill("SIGKILL");
      await child.status;
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([reader.cancel(), child.stdin.close(), child.status]);
    },
  };
}

Deno.test("a program starts where no folder can be, and work that needs one fails", async () => {
  await using folders = await openWorkFolders("/dev/null/data/work");
  await assertRejects(() => folders.make());
});

Deno.test("where files cannot be locked, work has its folder and nothing of others is deleted", async () => {
  await using stack = new AsyncDisposableStack();
  const parent = await parentOf(stack);
  await using running = await openWorkFolders(parent);
  await using theirs = await running.make();
  const { tryLock } = Deno.FsFile.prototype;
  stack.defer(() => void Object.assign(Deno.FsFile.prototype, { tryLock }));
  Reflect.deleteProperty(Deno.FsFile.prototype, "tryLock");
  {
    await using folders = await openWorkFolders(parent);
    await using folder = await folders.make();
    await Deno.writeTextFile(join(folder.path, "upload"), "bytes");
    assertEquals((await Deno.stat(theirs.path)).isDirectory, true);
  }
  assertEquals((await namesIn(parent)).length, 1);
});
