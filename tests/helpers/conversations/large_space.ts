import type { SpaceId } from "../../../domain/ids.ts";
import type { TestApp } from "../app/app.ts";
import type { Person } from "../people/person.ts";
import { addPeople, makeSpace } from "./talk.ts";

/** Makes a public space of these people, the first of whom owns it, and of enough others. */
export async function makeLargeSpace(
  app: TestApp,
  people: readonly Pick<Person, "id">[],
  members: number,
): Promise<SpaceId> {
  const { sql, cache } = app.ctx;
  const id = await makeSpace(app, ...people);
  const others = await addPeople(app, members - people.length);
  // Nobody hears of them one by one.
  await sql`
    insert into space_members (id, space_id, user_id, role)
    select gen_random_uuid(), ${id}, user_id, 'member'
    from unnest(${others.map((person) => person.id)}::uuid[]) as m (user_id)`;
  await sql`update spaces set is_public = true, members_count = ${members} where id = ${id}`;
  await app.settled();
  cache.clear();
  return id;
}
