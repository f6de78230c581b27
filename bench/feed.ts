import { type Benchmark, type Line, ROUND_SECONDS, ROUNDS, WARM_UP_SECONDS } from "./benchmark.ts";
import { load, type LoadResult, type LoadSpec, speedOf, type Target } from "./load.ts";
import { median, readable } from "./numbers.ts";
import { startProgram } from "./program.ts";
import type { Person, World } from "./world.ts";

const VIEWERS = 1000;
const CONNECTIONS = 16;
const PATH = "/api/v1/feed?limit=30";
const ROUND = { seconds: ROUND_SECONDS, warmUpSeconds: WARM_UP_SECONDS };

/** Feed reads by many people, compared with a constant body and with the plain SQL design. */
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
        constant: await read(constant.port, viewers, ROUND),
        ours: await read(ours.port, viewers, ROUND),
        plain: await read(plain.port, viewers, ROUND),
      });
    }
    const line = (name: string, baseline: "constant" | "plain", target: number): Line => {
      const ratio = median(rounds.map((round) => round.ours.perSecond / round[baseline].perSecond));
      return {
        name,
        ours: speedOf(rounds.map((round) => round.ours)),
        baseline: speedOf(rounds.map((round) => round[baseline])),
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
export function warm(port: number, viewers: World["people"]): Promise<LoadResult> {
  return read(port, viewers, { isOnce: true });
}

/** Returns the request for a person's feed. */
export function toFeed({ token }: Person): Target {
  return { path: PATH, token };
}

function read(
  port: number,
  viewers: World["people"],
  length: Pick<LoadSpec, "isOnce" | "seconds" | "warmUpSeconds">,
): Promise<LoadResult> {
  const targets = viewers.map(toFeed);
  return load({ port, connections: CONNECTIONS, method: "GET", targets, ...length });
}
