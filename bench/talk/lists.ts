import { type Benchmark, type Line, ROUND_SECONDS, ROUNDS, WARM_UP_SECONDS } from "../benchmark.ts";
import { allDelivered } from "../likes.ts";
import { load, type LoadResult, type LoadSpec, speedOf, type Target } from "../load.ts";
import { median, readable } from "../numbers.ts";
import { fillGroups, makeGroups, READERS, type Talk } from "./talk_world.ts";

const CONNECTIONS = 64;
const MESSAGES_EACH = 30;
/** Messages a second, while lists are read. */
const TALK_PER_SECOND = 50;
const TARGETS = { still: 5, talking: 5 };
const ROUND = { seconds: ROUND_SECONDS, warmUpSeconds: WARM_UP_SECONDS };

/** Lists of 300 conversations with unread numbers, compared with plain SQL. */
export const lists: Benchmark = {
  name: "lists",
  needsPeopleOnly: true,
  async run(world) {
    const talks = await fillGroups(world, makeGroups(world), MESSAGES_EACH);
    const targets = world.people.slice(0, READERS)
      .map(({ token }): Target => ({ path: "/api/v1/conversations?limit=20", token }));
    await using ours = await world.startTintype();
    await using plain = await world.startPlain();
    for (const { port } of [ours, plain]) await read(port, targets, { isOnce: true });
    const still: Round[] = [];
    const talking: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      still.push({
        ours: await read(ours.port, targets, ROUND),
        plain: await read(plain.port, targets, ROUND),
      });
      const side = async (port: number, name: string) => {
        const [lists] = await Promise.all([read(port, targets, ROUND), talk(port, talks, name)]);
        await allDelivered(world.sql);
        return lists;
      };
      talking.push({
        ours: await side(ours.port, `ours${round}`),
        plain: await side(plain.port, `plain${round}`),
      });
    }
    return [
      line("list of 300 conversations, 64 connections", still, TARGETS.still),
      line(`the same while ${TALK_PER_SECOND} messages a second arrive`, talking, TARGETS.talking),
    ];
  },
};

interface Round {
  ours: LoadResult;
  plain: LoadResult;
}

function read(
  port: number,
  targets: Target[],
  length: Pick<LoadSpec, "isOnce" | "seconds" | "warmUpSeconds">,
): Promise<LoadResult> {
  return load({ port, connections: CONNECTIONS, method: "GET", targets, ...length });
}

/** Sends messages at a steady pace, for as long as a measurement takes. */
async function talk(port: number, talks: readonly Talk[], name: string): Promise<void> {
  const count = TALK_PER_SECOND * (ROUND_SECONDS + WARM_UP_SECONDS + 1);
  const targets = Array.from({ length: count }, (_, n): Target => {
    const { id, people } = talks[n * 37 % talks.length]!;
    return {
      path: `/api/v1/conversations/${id}/messages`,
      token: people[n % people.length]!.token,
      body: { clientId: `${name}-${n}`, body: `First light over the water, message ${n}` },
    };
  });
  const pace = { perSecond: TALK_PER_SECOND, seconds: ROUND_SECONDS + 1 };
  await load({ port, connections: 4, method: "POST", targets, isOnce: true, ...pace });
}

function line(name: string, rounds: readonly Round[], target: number): Line {
  const ratio = median(rounds.map(({ ours, plain }) => ours.perSecond / plain.perSecond));
  return {
    name,
    ours: speedOf(rounds.map((round) => round.ours)),
    baseline: speedOf(rounds.map((round) => round.plain)),
    ratio: readable(ratio),
    target: `≥ ${target}`,
    isMet: ratio >= target,
  };
}
