import { type Benchmark, lineOfOurs } from "../benchmark.ts";
import { secondsOf } from "../cluster/cpu.ts";
import { openLives } from "../live_socket.ts";
import { percentile, readable } from "../numbers.ts";
import type { World } from "../world.ts";
import { newId } from "../../domain/ids.ts";
import { delay } from "../../lib/delay.ts";

const SOCKETS = 5000;
const PER_SECOND = 10;
const SECONDS = 10;
/** Messages of the first seconds are not counted, because code warms up. */
const WARM_UP_SECONDS = 3;
const ARRIVING_MS_MAX = 10_000;
const TARGET_MS = 150;

/** The time from sending a message into a room until each of its open sockets has it. */
export const rooms: Benchmark = {
  name: "rooms",
  needsPeopleOnly: true,
  async run(world) {
    await using program = await world.startTintype();
    const { port } = program;
    const room = await makeRoom(world);
    const sentAt: number[] = [];
    const times: number[] = [];
    const wanted = PER_SECOND * SECONDS * SOCKETS;
    let heard = 0;
    const all = Promise.withResolvers<void>();
    const listeners = Array.from(
      { length: SOCKETS },
      (_, n) => world.people[n % world.people.length]!,
    );
    const sockets = await openLives(port, listeners, (_, { type, data }) => {
      if (type !== "message.created") return;
      const n = Number(data.body);
      if (n >= WARM_UP_SECONDS * PER_SECOND) times.push(performance.now() - sentAt[n]!);
      if (++heard === wanted) all.resolve();
    }, `conversation:${room}`);
    const usedBefore = await secondsOf([program.pid]);
    const sender = world.people[0]!;
    const startedAt = performance.now();
    for (let n = 0; n < PER_SECOND * SECONDS; n++) {
      await delay(Math.max(0, startedAt + n * 1000 / PER_SECOND - performance.now()));
      sentAt[n] = performance.now();
      await send(port, sender.token, room, n);
    }
    const late = setTimeout(() => all.resolve(), ARRIVING_MS_MAX);
    await all.promise;
    clearTimeout(late);
    const used = await secondsOf([program.pid]) - usedBefore;
    await Promise.all(sockets.map((socket) => socket.close()));
    if (heard < wanted) throw new Error(`${wanted - heard} of ${wanted} messages did not arrive`);
    const [p50, p99] = [percentile(times, 50), percentile(times, 99)];
    return [lineOfOurs({
      name: `message to ${
        SOCKETS.toLocaleString("en")
      } sockets in a room, ${PER_SECOND} messages/s`,
      ours: `p50 ${readable(p50)} ms, p99 ${readable(p99)} ms, ` +
        `${readable(used * 1e6 / wanted)} µs of CPU for each`,
      target: `p99 < ${TARGET_MS} ms`,
      isMet: p99 < TARGET_MS,
    })];
  },
};

/** Makes a space of everybody with one room. The first person owns it. */
async function makeRoom({ sql, people }: World): Promise<string> {
  const [spaceId, room] = [newId(), newId()];
  await sql`
    insert into spaces (id, name, members_count)
    values (${spaceId}, 'Everybody', ${people.length})`;
  await sql`
    insert into space_members (space_id, user_id, role, id)
    select ${spaceId}, user_id, case when n = 1 then 'owner' else 'member' end, uuidv7()
    from unnest(${people.map(({ id }) => id)}::uuid[]) with ordinality as p (user_id, n)`;
  await sql`
    insert into conversations (id, kind, space_id, name, history)
    values (${room}, 'room', ${spaceId}, 'Hall', 'all')`;
  return room;
}

async function send(port: number, token: string, room: string, n: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/conversations/${room}/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ clientId: `room-${n}`, body: String(n) }),
  });
  await response.body?.cancel();
  if (response.status !== 201) throw new Error(`A message got ${response.status}`);
}
