import { cpus } from "node:os";
import { one } from "../db/sql.ts";
import { interruption } from "../tasks/child.ts";
import { runTask, say } from "../tasks/terminal.ts";
import type { Benchmark, Line, LoneBenchmark } from "./benchmark.ts";
import { explore } from "./explore.ts";
import { fanOut } from "./fan_out.ts";
import { feed } from "./feed.ts";
import { likes } from "./likes.ts";
import { media } from "./media/media.ts";
import { video } from "./media/video.ts";
import { memory } from "./memory.ts";
import { dms } from "./talk/dms.ts";
import { largeSpace } from "./talk/large_space.ts";
import { lists } from "./talk/lists.ts";
import { messageSearch } from "./search/messages.ts";
import { messages } from "./talk/messages.ts";
import { push } from "./push.ts";
import { rooms } from "./talk/rooms.ts";
import { search } from "./search/posts.ts";
import { printTable } from "./table.ts";
import { PEOPLE_ONLY, SIZE } from "./tintype_world.ts";
import { visibility } from "./visibility.ts";
import { openWorld, type World } from "./world.ts";

const benchmarks: readonly (Benchmark | LoneBenchmark)[] = [
  media,
  video,
  memory,
  feed,
  push,
  likes,
  messages,
  lists,
  fanOut,
  visibility,
  explore,
  // After the others, because it changes the posts.
  search,
  rooms,
  dms,
  largeSpace,
  messageSearch,
];

await runTask(async () => {
  const chosen = chosenBenchmarks(Deno.args);
  const lone = chosen.filter((benchmark) => "runAlone" in benchmark);
  const lines: Line[] = [];
  for (const benchmark of lone) {
    say(`Measuring ${benchmark.name} …`);
    lines.push(...await benchmark.runAlone());
  }
  const others = chosen.filter((benchmark) => "run" in benchmark);
  const machine = others.length > 0 ? await inWorld(others, lines) : ofMachine();
  say();
  say(machine);
  say();
  printTable(lines);
});

/** Adds lines about the databases and servers. Returns a text about the machine. */
async function inWorld(chosen: readonly Benchmark[], lines: Line[]): Promise<string> {
  const isSmall = chosen.every(({ needsPeopleOnly }) => needsPeopleOnly);
  say(
    isSmall
      ? "Filling two databases with the same people."
      : "Filling two databases with the same people, follows and posts: a minute or two.",
  );
  await using world = await openWorld(isSmall ? PEOPLE_ONLY : SIZE);
  // Ctrl-C must not leave Postgres behind.
  lines.push(...await Promise.race([measure(chosen, world), interruption()]));
  const { version } = await one(world.sql<{ version: string }[]>`
    select current_setting('server_version') as version`);
  return `${ofMachine()}, PostgreSQL ${version} with fsync`;
}

async function measure(chosen: readonly Benchmark[], world: World): Promise<Line[]> {
  const lines: Line[] = [];
  for (const benchmark of chosen) {
    say(`Measuring ${benchmark.name} …`);
    lines.push(...await benchmark.run(world));
  }
  return lines;
}

function chosenBenchmarks(names: readonly string[]): typeof benchmarks {
  const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) {
    const known = benchmarks.map((benchmark) => benchmark.name).join(", ");
    throw new Error(`There is no benchmark ${unknown.join(", ")}. There are: ${known}`);
  }
  return benchmarks.filter(({ name }) => names.length === 0 || names.includes(name));
}

function ofMachine(): string {
  const cores = cpus();
  return `${cores[0]?.model ?? Deno.build.arch}, ${cores.length} cores, ${Deno.build.os}; ` +
    `Deno ${Deno.version.deno}`;
}
