import { interruption } from "../../tasks/child.ts";
import { runTask, say } from "../../tasks/terminal.ts";
import type { Line } from "../benchmark.ts";
import { allDelivered } from "../likes.ts";
import { median, readable } from "../numbers.ts";
import { printTable } from "../table.ts";
import { openWorld, type World } from "../world.ts";
import { type CpuSeconds, microsecondsEach } from "./cpu.ts";
import { spreadLoad, startInstances } from "./instances.ts";
import { type Cost, operations, postsOf } from "./operations.ts";

const COUNTS = [1, 2, 3] as const;
const ROUNDS = 3;
const KV_DELAY_MS = 20;
const DELAYED_POSTS = 120;
const SPEED_TARGET = 2.5;
const CPU_TARGET = 1.1;

/**
 * Measures what several instances cost and how fast they deliver, in turn with one instance: the
 * figures of docs/scaling.md.
 */
await runTask(async () => {
  say("Filling a database with people, follows and posts: some seconds.");
  await using world = await openWorld({ people: 2000, followsEach: 50, postsEach: 20 });
  // Ctrl-C must not leave Postgres behind.
  await Promise.race([measure(world), interruption()]);
});

async function measure(world: World): Promise<void> {
  await measureOperations(world);
  say();
  printTable(await measureDelayedKv(world));
}

async function measureOperations(world: World): Promise<void> {
  const costs = new Map<string, Cost[]>();
  let run = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const count of COUNTS) {
      say(`Round ${round + 1}, instances: ${count} …`);
      await using instances = await startInstances(world, count);
      for (const { name, measure } of operations) {
        const key = `${name} ${count}`;
        costs.set(key, [...costs.get(key) ?? [], await measure(world, instances, run)]);
      }
      run++;
    }
  }
  say();
  say("| operation | 1 instance | 2 instances | 3 instances | CPU with 2 | CPU with 3 |");
  say("| --- | --- | --- | --- | --- | --- |");
  for (const { name } of operations) {
    const [one, two, three] = COUNTS.map((count) => costs.get(`${name} ${count}`)!);
    const ratioTo = (others: Cost[]) =>
      `${readable(median(others.map(({ cpu }, n) => sum(cpu) / sum(one![n]!.cpu))))} ×`;
    const cells = [one!, two!, three!].map(describe);
    say(`| ${[name, ...cells, ratioTo(two!), ratioTo(three!)].join(" | ")} |`);
  }
}

/** Describes the medians: the speed or latency, then the CPU of program, Postgres and KV. */
function describe(costs: readonly Cost[]): string {
  const middle = (read: (cost: Cost) => number) => readable(median(costs.map(read)));
  const speed = costs[0]!.latency
    ? `p50 ${middle((cost) => cost.latency!.p50)}, p99 ${middle((cost) => cost.latency!.p99)} ms`
    : `${middle((cost) => cost.perSecond!)}/s`;
  const parts = ["program", "postgres", "kv"] as const;
  return `${speed} · ${parts.map((part) => middle(({ cpu }) => cpu[part])).join(" + ")} µs`;
}

/** Measures the delivery of posts while KV is 20 ms away, so that waiting limits one instance. */
async function measureDelayedKv(world: World): Promise<Line[]> {
  const rounds: { one: Delivery; three: Delivery }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    say(`KV ${KV_DELAY_MS} ms away, round ${round + 1} …`);
    const one = await deliverPosts(world, 1, 2 * round);
    rounds.push({ one, three: await deliverPosts(world, 3, 2 * round + 1) });
  }
  const line = (name: string, unit: string, read: (delivery: Delivery) => number) => {
    const ratio = median(rounds.map(({ one, three }) => read(three) / read(one)));
    const middle = (key: "one" | "three") =>
      `${readable(median(rounds.map((round) => read(round[key]))))}${unit}`;
    return {
      name,
      ours: middle("three"),
      baseline: middle("one"),
      ratio: readable(ratio),
      value: ratio,
    };
  };
  const { value: speed, ...events } = line(
    `posts to 50 followers, KV ${KV_DELAY_MS} ms away, 3 instances to 1`,
    "/s",
    ({ perSecond }) => perSecond,
  );
  const { value: cpu, ...used } = line("their CPU", " µs", (delivery) => sum(delivery.cpu));
  return [
    { ...events, target: `≥ ${SPEED_TARGET}`, isMet: speed >= SPEED_TARGET },
    { ...used, target: `≤ ${CPU_TARGET}`, isMet: cpu <= CPU_TARGET },
  ];
}

interface Delivery {
  perSecond: number;
  cpu: CpuSeconds;
}

async function deliverPosts(world: World, count: number, run: number): Promise<Delivery> {
  await using instances = await startInstances(world, count, { kvDelayMs: KV_DELAY_MS });
  const before = await instances.cpu();
  const startedAt = performance.now();
  const targets = postsOf(world, DELAYED_POSTS, run);
  const load = { connections: 8, method: "POST", targets, isOnce: true } as const;
  const { requests } = await spreadLoad(instances, load);
  await allDelivered(world.sql);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = microsecondsEach(before, await instances.cpu(), requests);
  return { perSecond: requests / seconds, cpu };
}

function sum({ program, postgres, kv }: CpuSeconds): number {
  return program + postgres + kv;
}
