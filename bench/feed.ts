import { type Benchmark, type Line, ROUND_SECONDS, ROUNDS, WARM_UP_SECONDS } from "./benchmark.ts";
import { load, type LoadResult } from "./load.ts";
import { median, readable } from "./numbers.ts";
import { startProgram } from "./program.ts";
import type { Person, World } from "./world.ts";

const VIEWERS = 1000;
const CONNECTIONS = 16;
const PATH = "/api/v1/feed?limit=30";

/** Feed reads by many people, against a constant body and against the plain SQL design. */
export const feed: Benchmark = {
  name: "feed",
  async run(world) {
    const viewers = world.people.slice(0, VIEWERS);
    await using ours = await world.startTintype();
    await using plain = await world.startPlain();
    const { bodyBytes } = await warm(ours.port, viewers);
    await warm(plain.port, viewers);
    await using constant = await startProgram("./baseline_constant.ts", "/health", {
      args: [String(bodyBytes)],
    });
    const rounds: { ours: LoadResult; constant: LoadResult; plain: LoadResult }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({
        constant: await read(constant.port, viewers),
        ours: await read(ours.port, viewers),
        plain: await read(plain.port, viewers),
      });
    }
    const line = (name: string, baseline: "constant" | "plain", target: number): Line => {
      const ratio = median(rounds.map((round) => round.ours.perSecond / round[baseline].perSecond));
      return {
        name,
        ours: speed(rounds.map((round) => round.ours)),
        baseline: speed(rounds.map((round) => round[baseline])),
        ratio: readable(ratio),
        target: `≥ ${target}`,
        isMet: ratio >= target,
      };
    };
    const size = `${Math.round(bodyBytes / 1024)} KiB`;
    return [
      line(`feed of 30 posts, to a constant body of ${size}`, "constant", 0.35),
      line("feed of 30 posts, to the plain SQL design", "plain", 10),
    ];
  },
};

/** Reads the feed of each viewer once, as they did earlier in the hour. */
export async function warm(port: number, viewers: World["people"]): Promise<LoadResult> {
  const result = await load({
    port,
    connections: CONNECTIONS,
    method: "GET",
    targets: viewers.map(toFeed),
    isOnce: true,
  });
  if (result.failures > 0) throw new Error(`${result.failures} feeds were not read`);
  return result;
}

/** The request for a person's feed. */
export function toFeed({ token }: Person): { path: string; token: string } {
  return { path: PATH, token };
}

async function read(port: number, viewers: World["people"]): Promise<LoadResult> {
  const result = await load({
    port,
    connections: CONNECTIONS,
    method: "GET",
    targets: viewers.map(toFeed),
    seconds: ROUND_SECONDS,
    warmUpSeconds: WARM_UP_SECONDS,
  });
  if (result.failures > 0) throw new Error(`${result.failures} feeds were not read`);
  return result;
}

function speed(results: readonly LoadResult[]): string {
  const perSecond = median(results.map((result) => result.perSecond));
  const p99 = median(results.map((result) => result.p99));
  return `${readable(perSecond)}/s, p99 ${readable(p99)} ms`;
}
