import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { RATE_LIMITS } from "../../domain/limits.ts";
import { STATUS } from "../../routes/http/errors.ts";
import { freePort, openDataDir, RunningProgram } from "../helpers/app/running_program.ts";
import { faultsIn, fileOf, type Program, programsIn } from "../helpers/docs/samples.ts";
import { aJpeg } from "../helpers/media/uploads.ts";
import { temporaryDirectory } from "../lib/embedded/child_program.ts";

const GUIDES = new URL("../../docs/guides/", import.meta.url);
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;
const LINES_MAX = 120;
/** No program of a guide takes longer, on a busy machine. */
const SECONDS_MAX = 90;

Deno.test("all samples of the guides run, and print what the guides show", async (test) => {
  await using data = await openDataDir();
  await using files = await temporaryDirectory();
  await using server = new RunningProgram("main.ts", data.path, freePort());
  await server.says(/"message":"listening"/);
  await Deno.writeFile(join(files.path, "harbour.jpg"), await aJpeg(640, 480));
  const programs = (await readGuides()).flatMap(({ name, text }, page) => {
    // All pages run on one server, so each has people of its own.
    const own = text.replace(/\b(mira|tomas|ines)\b/g, `$1_${page}`)
      .replaceAll("localhost:8000", `127.0.0.1:${server.port}`);
    return programsIn(own).map((program) => ({
      ...program,
      name: `${name}: ${program.language}`,
      path: join(files.path, `${name}.${program.language}`),
    }));
  });
  for (const program of programs) await Deno.writeTextFile(program.path, fileOf(program));
  const modules = programs.filter(({ language }) => language === "ts").map(({ path }) => path);
  assert(modules.length >= 8);
  await run(["check", "--quiet", "--config", CONFIG, ...modules], files.path);
  for (const program of programs) {
    await test.step(program.name, async () => {
      const output = await outputOf(program, program.path, files.path);
      assertEquals(faultsIn(program, output), []);
    });
  }
});

Deno.test("a sample that prints another text than its guide shows is a fault", () => {
  const page = "```sh\necho one\n```\n\n```text\no…e\n```\n\n```ts\nlog(2);\n```\n";
  const [shell, script] = programsIn(page) as [Program, Program];
  assertEquals(shell.samples, [{ code: "echo one\n", prints: "o…e\n" }]);
  assertEquals(script.samples, [{ code: "log(2);\n", prints: null }]);
  const end = "\n--- end of a sample ---\n";
  assertEquals(faultsIn(shell, `one\n${end}`), []);
  assertEquals(faultsIn(shell, `two\n${end}`).length, 1);
});

Deno.test("a guide has at most 120 lines, and its links lead to files", async () => {
  for (const { name, text } of await readGuides()) {
    assert(text.split("\n").length - 1 <= LINES_MAX, name);
    for (const [, link] of text.matchAll(/\]\(([^)]+)\)/g)) {
      assertMatch(link!, /^\/docs\/(?:guides|reference)\/[a-z-]+$/);
      await Deno.stat(new URL(`../..${link}.md`, GUIDES));
    }
  }
});

Deno.test("the guide of errors has each code with its status", async () => {
  assertEquals(
    rowsOf(await Deno.readTextFile(new URL("errors.md", GUIDES))).map(([code, status]) => [
      code,
      status,
    ]),
    Object.entries(STATUS).map(([code, status]) => [`\`${code}\``, String(status)]),
  );
});

Deno.test("the guide of limits has each class with its numbers", async () => {
  assertEquals(
    rowsOf(await Deno.readTextFile(new URL("limits.md", GUIDES))).map((row) => row.slice(0, 4)),
    Object.entries(RATE_LIMITS).map(([name, { perUser, perAddress, seconds }]) => [
      `\`${name}\``,
      perUser.toLocaleString("en"),
      perAddress.toLocaleString("en"),
      String(seconds),
    ]),
  );
});

/** Returns the guides by name. */
async function readGuides(): Promise<{ name: string; text: string }[]> {
  const files = await Array.fromAsync(Deno.readDir(GUIDES), ({ name }) => name);
  return await Promise.all(
    files.sort().map(async (file) => ({
      name: file.replace(/\.md$/, ""),
      text: await Deno.readTextFile(new URL(file, GUIDES)),
    })),
  );
}

/** Returns the cells of the rows of a page that begin with a word of code. */
function rowsOf(text: string): string[][] {
  return [...text.matchAll(/^\| (`.*) \|$/gm)]
    .map(([, row]) => row!.split("|").map((cell) => cell.trim()));
}

async function outputOf({ language }: Program, path: string, cwd: string): Promise<string> {
  if (language === "sh") return await run([path], cwd, "bash");
  return await run(["run", "-A", "--quiet", "--no-check", "--config", CONFIG, path], cwd);
}

/** Returns the output of a program. Throws if it fails, or takes too long. */
async function run(args: string[], cwd: string, command = Deno.execPath()): Promise<string> {
  // It also ends the children of a shell, which would hold the output open.
  const { success, stdout, stderr } = await new Deno.Command("timeout", {
    args: [String(SECONDS_MAX), command, ...args],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const [output, faults] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert(success, `${args.join(" ")}\n${output}\n${faults}`);
  return output!;
}
