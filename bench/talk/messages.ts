import { type Benchmark, type Line, ROUND_SECONDS, ROUNDS, WARM_UP_SECONDS } from "../benchmark.ts";
import { allDelivered } from "../likes.ts";
import { load, type LoadResult, speedOf, type Target } from "../load.ts";
import { median, readable } from "../numbers.ts";
import { fillTalk, type Talk } from "./talk_world.ts";
import { one, type SqlPool } from "../../db/sql.ts";

const CONNECTIONS = 64;
const CONVERSATIONS = 3200;
const GROUP_SIZE = 256;
/** The most messages that one measurement may need. */
const MESSAGES_MAX = 30_000;
const TARGETS = { spread: 3, group: 10 };

/** Messages that are numbered and stored before the response, compared with a transaction each. */
export const messages: Benchmark = {
  name: "messages",
  needsPeopleOnly: true,
  async run(world) {
    const { dms, groups: [group] } = await fillTalk(world, {
      dms: CONVERSATIONS,
      groups: [GROUP_SIZE],
    });
    await using ours = await world.startTintype();
    await using plain = await world.startPlain();
    // Everybody's first request: tokens are checked, memberships and cards are read.
    for (const { port } of [ours, plain]) await send(port, targetsOf(dms, "warm", CONVERSATIONS));
    const spread: Round[] = [];
    const inGroup: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const measure = async (talks: readonly Talk[], name: string) => {
        const targets = targetsOf(talks, `${name}${round}`, MESSAGES_MAX);
        const ourResult = await send(ours.port, targets, true);
        await allDelivered(world.sql);
        return { ours: ourResult, plain: await send(plain.port, targets, true) };
      };
      spread.push(await measure(dms, "spread"));
      inGroup.push(await measure([group!], "group"));
    }
    for (const sql of [world.sql, world.plain]) await checkOrder(sql);
    return [
      line("messages in 3,200 DMs, 64 connections", spread, TARGETS.spread),
      line("messages in one group of 256, 64 connections", inGroup, TARGETS.group),
    ];
  },
};

interface Round {
  ours: LoadResult;
  plain: LoadResult;
}

/** Returns messages of different senders, each with a name of its own. */
function targetsOf(talks: readonly Talk[], name: string, count: number): Target[] {
  return Array.from({ length: count }, (_, n) => {
    const { id, people } = talks[n % talks.length]!;
    const lap = Math.floor(n / talks.length);
    return {
      path: `/api/v1/conversations/${id}/messages`,
      token: people[lap % people.length]!.token,
      body: { clientId: `${name}-${n}`, body: `First light over the water, message ${n}` },
    };
  });
}

function send(port: number, targets: Target[], isTimed = false): Promise<LoadResult> {
  const length = isTimed ? { seconds: ROUND_SECONDS, warmUpSeconds: WARM_UP_SECONDS } : {};
  return load({ port, connections: CONNECTIONS, method: "POST", targets, isOnce: true, ...length });
}

/** Checks that every conversation has the numbers from 1 to its last one. */
async function checkOrder(sql: SqlPool): Promise<void> {
  const { wrong } = await one(sql<{ wrong: number }[]>`
    select count(*)::int as wrong from conversations c
    where c.last_seq <> (select count(*) from messages g where g.conversation_id = c.id)
      or c.last_seq <> (
        select coalesce(max(seq), 0) from messages g where g.conversation_id = c.id)`);
  if (wrong > 0) throw new Error(`${wrong} conversations have gaps`);
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
