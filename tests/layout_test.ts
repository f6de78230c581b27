import { assertEquals } from "@std/assert";
import { circlesOf, type Graph } from "./helpers/source/graph.ts";
import { importsOf, readSources } from "./helpers/source/source_files.ts";

/** Each noun has one folder in each layer, with the same name in all. */
const NOUNS = [
  "accounts",
  "identities",
  "people",
  "safety",
  "media",
  "posts",
  "engagement",
  "sharing",
  "comments",
  "boards",
  "conversations",
  "messages",
  "spaces",
  "presence",
  "feeds",
  "discovery",
  "search",
  "notifications",
  "moderation",
  "exports",
  "erasure",
  "operations",
];
/** Folders of a layer that are no nouns: mechanisms that all nouns share. */
const MECHANISMS: Record<string, readonly string[]> = {
  domain: ["events"],
  db: ["outbox", "replicas"],
  reads: ["invariants"],
  jobs: ["runtime"],
  routes: ["http", "docs", "openapi", "admin", "realtime"],
};
const PROGRAM = ["domain", "lib", "db", "actors", "context", "reads", "routes", "jobs", "."];
const FILES_A_FOLDER_MAX = 25;
const FILES_OF_A_LAYER_MAX = 12;

Deno.test("a folder of a layer is a noun, or a mechanism that all nouns share", async () => {
  const others = new Set<string>();
  for (const { path } of await readSources(...Object.keys(MECHANISMS))) {
    const [layer, folder, file] = path.split("/") as [string, string, string?];
    const isKnown = [...NOUNS, ...MECHANISMS[layer]!].includes(folder);
    if (file !== undefined && !isKnown) others.add(`${layer}/${folder}`);
  }
  assertEquals([...others], []);
});

Deno.test("no folder is a drawer: it has at most 25 files, or 12 at the top of a layer", async () => {
  const counts = new Map<string, number>();
  for (const { path } of await readSources(...PROGRAM, "tasks", "bench", "tests", "sdk")) {
    const folder = folderOf(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const layers = new Set(PROGRAM);
  const drawers = [...counts].filter(([folder, count]) =>
    count > (layers.has(folder) ? FILES_OF_A_LAYER_MAX : FILES_A_FOLDER_MAX)
  );
  assertEquals(drawers, []);
});

Deno.test("file names do not repeat the noun of their folder, except for views", async () => {
  const repeated = (await readSources("db", "reads", "jobs")).map(({ path }) => path)
    .filter((path) => {
      const [folder, file] = path.split("/").slice(-2) as [string, string];
      return NOUNS.includes(folder) && file.startsWith(`${folder.replace(/s$/, "")}_`);
    });
  assertEquals(repeated, []);
});

Deno.test("files do not depend on each other in a circle, types included", async () => {
  const graph: Graph = new Map();
  for (const file of await readSources(...PROGRAM, "sdk")) {
    graph.set(file.path, importsOf(file).filter((imported) => imported.endsWith(".ts")));
  }
  assertEquals(circlesOf(graph), []);
});

Deno.test("folders do not depend on each other in a circle", async () => {
  const graph: Graph = new Map();
  for (const file of await readSources(...PROGRAM)) {
    const from = folderOf(file.path);
    const needed = importsOf(file).filter((imported) => imported.endsWith(".ts")).map(folderOf);
    graph.set(from, [...graph.get(from) ?? [], ...needed.filter((folder) => folder !== from)]);
  }
  assertEquals(circlesOf(graph), []);
});

function folderOf(path: string): string {
  return path.split("/").slice(0, -1).join("/") || ".";
}
