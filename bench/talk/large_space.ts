import { type Benchmark, lineOfOurs } from "../benchmark.ts";
import { allDelivered } from "../likes.ts";
import { HttpConnection, requestBytes } from "../http_connection.ts";
import { median, percentile, readable } from "../numbers.ts";
import type { Person, World } from "../world.ts";
import { newId } from "../../domain/ids.ts";

const LARGE = 100_000;
const SMALL = 10;
const ROUNDS = 10;
/** Messages into each room in a round. Those of the first round are not counted. */
const SENDS = 60;
const JOINING = 200;
const TARGETS = { send: 1.1, membershipMs: 30 };

/** Sends into a room of many and of few, and the times of joining, leaving and being banned. */
export const largeSpace: Benchmark = {
  name: "large_space",
  needsPeopleOnly: true,
  async run(world) {
    const large = await makeSpace(world, LARGE);
    const small = await makeSpace(world, SMALL);
    await using program = await world.startTintype();
    using connection = await HttpConnection.open(program.port);
    const ask: Ask = async (method, path, { token }, body) => {
      const startedAt = performance.now();
      const { status } = await connection.send(
        requestBytes(method, `/api/v1${path}`, token, body),
      );
      if (status >= 300) throw new Error(`${method} ${path} returned ${status}`);
      return performance.now() - startedAt;
    };
    const rounds: { large: number; small: number }[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const send = async (space: Space) => {
        const times = await sendInto(ask, space, round);
        await allDelivered(world.sql);
        return median(times);
      };
      rounds.push({ large: await send(large), small: await send(small) });
    }
    const counted = rounds.slice(1);
    const [ours, few] = [
      median(counted.map((one) => one.large)),
      median(counted.map((one) => one.small)),
    ];
    const ratio = median(counted.map((one) => one.large / one.small));
    const name = `message into a room of ${LARGE.toLocaleString("en")}`;
    return [
      {
        name: `${name}, to a room of ${SMALL}`,
        ours: `p50 ${readable(ours)} ms`,
        baseline: `p50 ${readable(few)} ms`,
        ratio: readable(ratio),
        target: `≤ ${TARGETS.send}`,
        isMet: ratio <= TARGETS.send,
      },
      ...await changeMembers(ask, large, world.people.slice(SMALL, SMALL + JOINING)),
    ];
  },
};

interface Space {
  id: string;
  room: string;
  people: Person[];
}

/** Sends a request; returns how many milliseconds it took. */
type Ask = (
  method: "POST" | "PUT",
  path: string,
  person: Person,
  body?: unknown,
) => Promise<number>;

async function sendInto(ask: Ask, { room, people }: Space, round: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < SENDS; n++) {
    times.push(
      await ask("POST", `/conversations/${room}/messages`, people[n % people.length]!, {
        clientId: `${room}-${round}-${n}`,
        body: "First light over the water",
      }),
    );
  }
  return times;
}

async function changeMembers(ask: Ask, { id, people }: Space, joining: readonly Person[]) {
  const owner = people[0]!;
  const join = (person: Person) => ask("POST", `/spaces/${id}/join`, person);
  const steps: [string, (person: Person) => Promise<number>][] = [
    ["join", join],
    ["leave", (person) => ask("POST", `/spaces/${id}/leave`, person)],
    ["join again", join],
    ["ban", (person) => ask("PUT", `/spaces/${id}/bans/${person.id}`, owner, {})],
  ];
  const lines = [];
  for (const [name, step] of steps) {
    const times: number[] = [];
    for (const person of joining) times.push(await step(person));
    const p99 = percentile(times, 99);
    lines.push(lineOfOurs({
      name: `${name}, in a space of ${LARGE.toLocaleString("en")}`,
      ours: `p50 ${readable(percentile(times, 50))} ms, p99 ${readable(p99)} ms`,
      target: `p99 < ${TARGETS.membershipMs} ms`,
      isMet: p99 < TARGETS.membershipMs,
    }));
  }
  return lines;
}

/** Makes a public space of `size` members with one room. The first person owns it. */
async function makeSpace({ sql, people }: World, size: number): Promise<Space> {
  const [id, room] = [newId(), newId()];
  const own = people.slice(0, SMALL);
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`
      insert into spaces (id, name, is_public, members_count)
      values (${id}, 'Everybody', true, ${size})`;
    await tx`
      insert into space_members (space_id, user_id, role, id)
      select ${id}, user_id, case when n = 1 then 'owner' else 'member' end, uuidv7()
      from unnest(${own.map((person) => person.id)}::uuid[]) with ordinality as p (user_id, n)`;
    // The others are rows of people who never sign in.
    await tx`
      with others as (
        insert into users (id, username, email, password_hash, full_name)
        select uuidv7(), 'member_' || n, 'member_' || n || '@example.com', 'none', 'Member ' || n
        from generate_series(1, ${size - own.length}::int) as n
        returning id)
      insert into space_members (space_id, user_id, role, id)
      select ${id}, id, 'member', uuidv7() from others`;
    await tx`
      insert into conversations (id, kind, space_id, name, history)
      values (${room}, 'room', ${id}, 'Hall', 'all')`;
  });
  await sql`vacuum (analyze)`;
  return { id, room, people: own };
}
