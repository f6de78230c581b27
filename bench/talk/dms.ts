import { type Benchmark, lineOfOurs } from "../benchmark.ts";
import { HttpConnection, requestBytes } from "../http_connection.ts";
import { openLives } from "../live_socket.ts";
import { percentile, readable } from "../numbers.ts";
import { fillTalk, type Talk } from "./talk_world.ts";

const SOCKETS = 1000;
const PER_SECOND = 500;
const SECONDS = 13;
/** Messages of the first seconds are not counted, because code warms up. */
const WARM_UP_SECONDS = 3;
const CONNECTIONS = 64;
/** Connections that send the first message of each DM, which reads everything into memory. */
const FIRST_CONNECTIONS = 8;
const ARRIVING_MS_MAX = 30_000;
const TARGET_MS = 50;
/** Each person writes to the one this far behind them. */
const APART = 50;
const FIRST = "first";

/** The time from sending a message in a DM until the open socket of the other person has it. */
export const dms: Benchmark = {
  name: "dms",
  needsPeopleOnly: true,
  async run(world) {
    const talks = (await fillTalk(world, { dms: SOCKETS, groups: [], apart: APART })).dms;
    await using program = await world.startTintype();
    const sentAt: number[] = [];
    const times: number[] = [];
    const count = PER_SECOND * SECONDS;
    let heard = 0;
    let firsts = 0;
    const [all, begun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const listeners = world.people.slice(0, SOCKETS + APART);
    const sockets = await openLives(program.port, listeners, (userId, { type, data }) => {
      if (type !== "message.created" || data.userId === userId) return;
      if (data.body === FIRST) return ++firsts === SOCKETS ? begun.resolve() : undefined;
      const n = Number(data.body);
      if (n >= WARM_UP_SECONDS * PER_SECOND) times.push(performance.now() - sentAt[n]!);
      if (++heard === count) all.resolve();
    });
    await sendAll(program.port, talks.map((talk, n) => requestOf(talk, `first-${n}`, FIRST)), {
      connections: FIRST_CONNECTIONS,
      perSecond: Infinity,
    });
    await begun.promise;
    const requests = Array.from(
      { length: count },
      (_, n) => requestOf(talks[n % talks.length]!, `dm-${n}`, `${n}`),
    );
    await sendAll(program.port, requests, {
      connections: CONNECTIONS,
      perSecond: PER_SECOND,
      sentAt,
    });
    const late = setTimeout(() => all.resolve(), ARRIVING_MS_MAX);
    await all.promise;
    clearTimeout(late);
    await Promise.all(sockets.map((socket) => socket.close()));
    if (heard < count) throw new Error(`${count - heard} of ${count} messages did not arrive`);
    const [p50, p99] = [percentile(times, 50), percentile(times, 99)];
    return [lineOfOurs({
      name: `message to the other's socket, ${SOCKETS} sockets, ${PER_SECOND} messages/s`,
      ours: `p50 ${readable(p50)} ms, p99 ${readable(p99)} ms`,
      target: `p99 < ${TARGET_MS} ms`,
      isMet: p99 < TARGET_MS,
    })];
  },
};

function requestOf({ id, people }: Talk, clientId: string, body: string): Uint8Array {
  const path = `/api/v1/conversations/${id}/messages`;
  return requestBytes("POST", path, people[0]!.token, { clientId, body });
}

/** Sends requests at a steady pace, and notes when each one was due or was sent. */
async function sendAll(
  port: number,
  requests: readonly Uint8Array[],
  { connections: count, perSecond, sentAt = [] }: {
    connections: number;
    perSecond: number;
    sentAt?: number[];
  },
): Promise<void> {
  const connections = await Promise.all(
    Array.from({ length: count }, () => HttpConnection.open(port)),
  );
  const startedAt = performance.now();
  let taken = 0;
  await Promise.all(connections.map(async (connection) => {
    while (taken < requests.length) {
      const turn = taken++;
      const dueAt = startedAt + turn * 1000 / perSecond;
      const wait = dueAt - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      sentAt[turn] = wait > 0 ? performance.now() : dueAt;
      const { status } = await connection.send(requests[turn]!);
      if (status !== 201) throw new Error(`A message returned ${status}`);
    }
    connection[Symbol.dispose]();
  }));
}
