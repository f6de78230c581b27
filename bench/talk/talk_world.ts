import { newId, type UserId } from "../../domain/ids.ts";
import type { SqlPool } from "../../db/sql.ts";
import type { Person, World } from "../world.ts";

/** A conversation of both databases, and the people who write into it. */
export interface Talk {
  id: string;
  people: Person[];
}

const PLAIN_SCHEMA = `
  create table conversations (
    id uuid primary key,
    last_seq integer not null default 0,
    last_message_at timestamp with time zone
  );
  create table conversation_members (
    conversation_id uuid not null references conversations (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    primary key (conversation_id, user_id)
  );
  create index idx_members_user on conversation_members (user_id);
  create table messages (
    id uuid primary key default gen_random_uuid(),
    conversation_id uuid not null references conversations (id) on delete cascade,
    seq integer not null,
    sender_id uuid not null references users (id) on delete cascade,
    client_id varchar(128) not null,
    body text,
    created_at timestamp with time zone not null default now(),
    unique (conversation_id, seq),
    unique (sender_id, client_id)
  );`;

/** Makes the same conversations in both databases: many DMs, and groups of all given sizes. */
export async function fillTalk(
  { people, sql, plain }: World,
  { dms, groups }: { dms: number; groups: readonly number[] },
): Promise<{ dms: Talk[]; groups: Talk[] }> {
  const writers = people.slice(0, -1);
  const pick = (n: number) => writers[n % writers.length]!;
  const pairs = Array.from({ length: dms }, (_, n): Talk => ({
    id: newId(),
    people: [pick(n), pick(n + 1 + Math.floor(n / writers.length))],
  }));
  const others = groups.map((size): Talk => ({ id: newId(), people: writers.slice(0, size) }));
  await plain.unsafe(PLAIN_SCHEMA);
  await insertTalks(plain, [...pairs, ...others]);
  await insertOurTalks(sql, [...pairs, ...others], dms);
  await Promise.all([sql, plain].map((database) => database`vacuum (analyze)`));
  return { dms: pairs, groups: others };
}

async function insertTalks(sql: SqlPool, talks: readonly Talk[]): Promise<void> {
  const { ids, userIds } = memberships(talks);
  await sql`
    insert into conversations (id) select unnest(${talks.map(({ id }) => id)}::uuid[])`;
  await sql`
    insert into conversation_members (conversation_id, user_id)
    select * from unnest(${ids}::uuid[], ${userIds}::uuid[])`;
}

async function insertOurTalks(sql: SqlPool, talks: readonly Talk[], dms: number): Promise<void> {
  const { ids, userIds } = memberships(talks);
  const pairs = talks.map(({ people }, n): (UserId | null)[] =>
    n < dms ? people.map(({ id }) => id).toSorted() : [null, null]
  );
  await sql`
    insert into conversations (id, kind, dm_low, dm_high, owner_id, name, members_count)
    select t.id, case when t.low is null then 'group' else 'dm' end, t.low, t.high,
      case when t.low is null then t.first end, case when t.low is null then 'Group' end, t.size
    from unnest(${talks.map(({ id }) => id)}::uuid[],
      ${pairs.map(([low]) => low ?? null)}::uuid[], ${
    pairs.map(([, high]) => high ?? null)
  }::uuid[],
      ${talks.map(({ people }) => people[0]!.id)}::uuid[],
      ${talks.map(({ people }) => people.length)}::int[]) as t (id, low, high, first, size)`;
  await sql`
    insert into conversation_members (conversation_id, user_id, role, id)
    select m.id, m.user_id, case when c.owner_id = m.user_id then 'owner' else 'member' end,
      uuidv7()
    from unnest(${ids}::uuid[], ${userIds}::uuid[]) as m (id, user_id)
    join conversations c on c.id = m.id`;
}

function memberships(talks: readonly Talk[]): { ids: string[]; userIds: UserId[] } {
  const members = talks.flatMap(({ id, people }) => people.map((person) => ({ id, person })));
  return { ids: members.map(({ id }) => id), userIds: members.map(({ person }) => person.id) };
}
