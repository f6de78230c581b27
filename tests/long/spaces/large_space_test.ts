import { assert } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import type { Person } from "../../helpers/people/person.ts";
import { makeRoom, makeSpace } from "../../helpers/people/spaces.ts";
import { ok } from "../../helpers/people/steps.ts";

const MEMBERS = 100_000;
const ROUNDS = 30;
/** An operation that reads or locks all members takes hundreds of times as long. */
const TIMES_MAX = 5;

async function fill({ ctx: { workSql } }: TestApp, spaceId: string): Promise<void> {
  await workSql.begin(async (sql) => {
    // Nobody searches for these people, and their words would take minutes.
    await sql`set local session_replication_role = replica`;
    await sql`
      with made as (
        insert into users (id, username, email, password_hash)
        select gen_random_uuid(), 'm_' || n, 'm_' || n || '@example.com', ''
        from generate_series(1, ${MEMBERS}) as n
        returning id
      )
      insert into space_members (id, space_id, user_id)
      select gen_random_uuid(), ${spaceId}, id from made`;
    await sql`update spaces set members_count = members_count + ${MEMBERS} where id = ${spaceId}`;
  });
  await workSql`analyze space_members`;
  await workSql`analyze users`;
}

/** Returns the middle times of joining, leaving, being banned and listing, in milliseconds. */
async function measure(spaceId: string, owner: Person, people: readonly Person[]) {
  const times: Record<string, number[]> = { join: [], leave: [], ban: [], list: [] };
  const timed = async (name: string, status: number, act: () => ReturnType<Person["get"]>) => {
    const began = performance.now();
    ok(await act(), status);
    times[name]!.push(performance.now() - began);
  };
  const path = `/spaces/${spaceId}`;
  for (let round = 0; round < ROUNDS; round++) {
    const person = people[round % people.length]!;
    await timed("join", 200, () => person.post(`${path}/join`));
    await timed("list", 200, () => person.get(`${path}/members?limit=50`));
    await timed("leave", 204, () => person.post(`${path}/leave`));
    ok(await person.post(`${path}/join`), 200);
    await timed("ban", 200, () => owner.put(`${path}/bans/${person.id}`));
    ok(await owner.delete(`${path}/bans/${person.id}`), 204);
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, all]) => {
      const sorted = all.sort((one, other) => one - other);
      return [name, { middle: sorted[ROUNDS / 2]!, late: sorted[Math.floor(ROUNDS * 0.98)]! }];
    }),
  );
}

Deno.test("joining, leaving, banning and a page of members cost no more in a space of 100,000 than in one of three", async () => {
  await using app = await startApp();
  const [ada, ...people] = await app.people("ada", "bob", "cyd", "dan");
  const spaces: string[] = [];
  for (let n = 0; n < 2; n++) {
    const spaceId = await makeSpace(ada, { isPublic: true });
    for (const name of ["a", "b", "c"]) await makeRoom(ada, spaceId, { name });
    spaces.push(spaceId);
  }
  const [small, large] = spaces as [string, string];
  await fill(app, large);
  await measure(small, ada, people);
  const few = await measure(small, ada, people);
  const many = await measure(large, ada, people);
  for (const [name, { middle }] of Object.entries(many)) {
    assert(middle < TIMES_MAX * few[name]!.middle, JSON.stringify([name, few, many]));
  }
});
