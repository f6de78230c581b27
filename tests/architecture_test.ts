import { assert, assertEquals } from "@std/assert";
import { jobs } from "../jobs/mod.ts";
import { Api } from "../routes/http/api.ts";
import { operationRoutes } from "../routes/operations/operations.ts";
import { startApp } from "./helpers/app/app.ts";
import { importsOf, linesOf, readSources, type SourceFile } from "./helpers/source/source_files.ts";

/** The imports that the files of a folder may have besides their own folder. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  lib: [],
  db: ["domain", "lib"],
  actors: ["domain", "lib"],
  context: ["actors", "db", "domain", "lib"],
  reads: ["context", "actors", "db", "domain", "lib"],
  routes: ["reads", "context", "actors", "db", "domain", "lib"],
  jobs: ["reads", "context", "actors", "db", "domain", "lib"],
  "main.ts": ["routes", "jobs", "context", "lib"],
};
const PROGRAM = ["domain", "lib", "db", "actors", "context", "reads", "routes", "jobs", "."];
const EVERYTHING = [...PROGRAM, "tasks", "tests", "bench", "sdk"];
/** A file that a task makes. */
const GENERATED = "sdk/typescript/src/schema.ts";
/** Tests that let the event loop turn while the buffers of real sockets fill. */
const TURNING = ["tests/routes/realtime/slow_test.ts"];
/** A method, or a property with the function that it holds. */
const DISPOSER = /^ .*\[Symbol\.(?:dispose|asyncDispose)\](?:(?:: | = )([\w(]*)|\(\).* \{$())/gm;
const LINES_WANTED = 150;
const LINES_MAX = 250;

Deno.test("imports go one way: each folder imports only what the design lets it", async () => {
  const wrong: string[] = [];
  for (const file of await readSources(...PROGRAM)) {
    const place = placeOf(file.path);
    const allowed = MAY_IMPORT[place];
    assert(allowed, `${file.path}: say in this test what ${place} may import`);
    for (const imported of importsOf(file)) {
      if (!imported.endsWith(".ts")) continue;
      const target = placeOf(imported);
      if (target !== place && !allowed.includes(target)) wrong.push(`${file.path} → ${imported}`);
    }
  }
  assertEquals(wrong, []);
});

Deno.test("the domain knows no package but zod", async () => {
  const packages = (await readSources("domain")).flatMap(importsOf)
    .filter((imported) => !imported.endsWith(".ts"));
  assertEquals(packages.filter((name) => name !== "zod"), []);
});

Deno.test("the client imports nothing of the server, and one package", async () => {
  const imported = (await readSources("sdk")).flatMap(importsOf)
    .filter((path) => !path.startsWith("sdk/"));
  assertEquals([...new Set(imported)], ["openapi-fetch"]);
});

Deno.test("nine files of ten fit on two screens, and none is long", async () => {
  const files = (await readSources(...EVERYTHING)).filter(({ path }) => path !== GENERATED);
  const long = files.filter((file) => linesOf(file) > LINES_MAX).map(({ path }) => path);
  assertEquals(long, []);
  const short = files.filter((file) => linesOf(file) <= LINES_WANTED);
  assert(short.length / files.length >= 0.9, `${short.length} of ${files.length} are short`);
});

// Deno Deploy runs an older Deno, and only calls show that a method is missing there.
Deno.test("the program uses no method that the Deno of Deno Deploy lacks", async () => {
  const missing = /\.(?:getOrInsert\w*|sumPrecise)\(|\bIterator\.(?:concat|zip)\b/;
  assertEquals(pathsWith(await readSources(...PROGRAM), missing), []);
});

// Tests choose their services by the environment; benchmarks and tasks start other programs.
Deno.test("only the configuration reads the environment", async () => {
  assertEquals(pathsWith(await readSources(...PROGRAM), /\bDeno\.env\b/), ["lib/config/mod.ts"]);
  assertEquals(pathsWith(await readSources(...PROGRAM, "tasks"), /\bprocess\.env\b/), []);
});

// The labels of Metrics have closed sets of values; those of the package's own classes do not.
Deno.test("only Metrics makes metrics", async () => {
  const files = await readSources(...PROGRAM, "tasks");
  const making = files.filter((file) => importsOf(file).includes("prom-client"));
  assertEquals(making.map(({ path }) => path), [
    "lib/metrics/metrics.ts",
    "lib/metrics/requests.ts",
  ]);
});

// A task's output on a terminal is what its user asked for: it is not a log.
// A pooler gives each transaction another session.
Deno.test("no statement leaves state in its session", async () => {
  const state =
    /\bpg_(?:try_)?advisory_(?:lock|unlock)|\bcreate temp|\bset_config\([^)]*\bfalse\)|`\s*(?:listen|discard|set session)\b|\bsql\.(?:listen|reserve|subscribe)\(/i;
  const files = await readSources(...PROGRAM, "tasks");
  assertEquals(files.filter(({ text }) => state.test(text)).map(({ path }) => path), []);
});

Deno.test("only the log prints, and what tasks say on the terminal", async () => {
  const printing = pathsWith(await readSources(...PROGRAM, "tasks"), /\bconsole\./);
  assertEquals(printing, ["lib/log/log.ts", "tasks/terminal.ts"]);
});

Deno.test("every disposer does its work once, however often it is called", async () => {
  const careless: string[] = [];
  for (const { path, text } of await readSources(...PROGRAM, "tasks", "bench")) {
    for (const [definition, how] of text.matchAll(DISPOSER)) {
      const isOnce = how!.startsWith("once(") || text.includes(`const ${how} = once(`);
      if (!isOnce) careless.push(`${path}: ${definition.trim()}`);
    }
  }
  assertEquals(careless, []);
});

Deno.test("every job is in the list, under its own name", async () => {
  const names = new Set(jobs.map(({ name }) => name));
  assertEquals(names.size, jobs.length);
  for (const { path, text } of await readSources("jobs")) {
    for (const [, name] of text.matchAll(/^export const (\w+): Job\b/gm)) {
      const module = await import(new URL(`../${path}`, import.meta.url).href);
      assert(jobs.includes(module[name!]), `${path}: add ${name} to jobs/mod.ts`);
    }
  }
});

// A check elsewhere would ask about the user, but ignore the scope of their token.
Deno.test("permissions are checked where a route declares them, and nowhere else", async () => {
  const asking = pathsWith(
    await readSources("routes", "jobs", "actors"),
    /\bmay\(|\brequirePermission\(|\bhasScopes\(|\broles\s*\??\.\s*(?:includes|some|find|indexOf|every)\b/,
  );
  assertEquals(asking, ["routes/http/authentication.ts", "routes/http/respond.ts"]);
});

Deno.test("every route declares its response: a schema, its own type, or nothing", async () => {
  await using app = await startApp();
  const root = new Api(app.ctx);
  operationRoutes(root, []);
  const text = await (await app.fetch("/openapi.json")).text();
  for (const route of root.routes) assert(route.response || route.contentType, route.path);
  const document = JSON.parse(text) as { paths: Record<string, Record<string, Described>> };
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { summary, responses }] of Object.entries(operations)) {
      assert(summary, `${method} ${path}`);
      assert(method !== "get" || !("204" in responses), `${method} ${path} answers nothing`);
    }
  }
});

Deno.test("every export of the program has a doc sentence", async () => {
  const silent: string[] = [];
  for (const { path, text } of await readSources(...PROGRAM, "sdk")) {
    if (path === GENERATED) continue;
    const lines = text.split("\n");
    for (const [index, line] of lines.entries()) {
      const declared = /^export (?:abstract |async )?(?:function\*?|class|interface|type) (\w+)/
        .exec(line);
      if (declared && !lines[index - 1]?.trimEnd().endsWith("*/")) {
        silent.push(`${path}: ${declared[1]}`);
      }
    }
  }
  assertEquals(silent, []);
});

Deno.test("no test sleeps: it waits for work or for an event", async () => {
  const tests = (await readSources("tests")).filter(({ path }) => path.endsWith("_test.ts"));
  const sleeping = pathsWith(tests, /\bsetTimeout\(|\bdelay\(/);
  assertEquals(sleeping.filter((path) => !TURNING.includes(path)), []);
});

interface Described {
  summary: string;
  responses: Record<string, unknown>;
}

function placeOf(path: string): string {
  return path.split("/")[0]!;
}

function pathsWith(files: SourceFile[], pattern: RegExp): string[] {
  return files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
}
