import { newId, type UserId } from "../../domain/ids.ts";
import type { SqlPool } from "../../db/sql.ts";
import type { Person, World } from "../world.ts";

/** A conversation of both databases, and the people who write into it. */
export interface Talk {
  id: string;
  people: Person[];
}

/** People who read. Each is in so many groups, with other readers each time. */
export const READERS = 64;
const CONVERSATIONS_EACH = 300;
const GROUP_SIZE = 8;
/** The messages in each group that nobody has read. */
const UNREAD_EACH = 5;
const PLAIN_SCHEMA = `
  create table if not exists conversations (
    id uuid primary key,
    last_seq integer not null default 0,
    last_message_at timestamp with time zone
  );
  create table if not exists conversation_members (
    conversation_id uuid not null references conversations (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    read_seq integer not null default 0,
    primary key (conversation_id, user_id)
  );
  create index if not exists idx_members_user on conversation_members (user_id);
  create table if not exists messages (
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

/**
 * Makes the same conversations in both databases: many DMs, and groups of all given sizes. The two
 * people of a DM are so far `apart` in the list, so that other benchmarks have other DMs.
 */
export async function fillTalk(
  { people, sql, plain }: World,
  { dms, groups, apart = 1 }: { dms: number; groups: readonly number[]; apart?: number },
): Promise<{ dms: Talk[]; groups: Talk[] }> {
  const writers = people.slice(0, -1);
  const pick = (n: number) => writers[n % writers.length]!;
  const pairs = Array.from({ length: dms }, (_, n): Talk => ({
    id: newId(),
    people: [pick(n), pick(n + apart + Math.floor(n / writers.length))],
  }));
  const others = groups.map((size): Talk => ({ id: newId(), people: writers.slice(0, size) }));
  await plain.unsafe(PLAIN_SCHEMA);
  await insertTalks(plain, [...pairs, ...others]);
  await insertOurTalks(sql, [...pairs, ...others], dms);
  await Promise.all([sql, plain].map((database) => database`vacuum (analyze)`));
  return { dms: pairs, groups: others };
}

/**
 * Makes the same groups in both databases, with the same number of messages in each. Everybody has
 * read all but the last few.
 */
export async function fillGroups(
  { sql, plain }: World,
  groups: readonly Person[][],
  messagesEach: number,
): Promise<Talk[]> {
  const talks = groups.map((people): Talk => ({ id: newId(), people }));
  await plain.unsafe(PLAIN_SCHEMA);
  await insertTalks(plain, talks);
  await insertOurTalks(sql, talks, 0);
  const ids = talks.map(({ id }) => id);
  for (const database of [sql, plain]) {
    await database`
      insert into messages (id, conversation_id, seq, sender_id, client_id, body, created_at)
      select gen_random_uuid(), m.conversation_id, n, m.user_id, gen_random_uuid(),
        'First light over the water, message ' || n, now() - (${messagesEach} - n) * interval '1 minute'
      from (
        select conversation_id, user_id, count(*) over (partition by conversation_id) as size,
          row_number() over (partition by conversation_id order by user_id) as nth
        from conversation_members where conversation_id = any(${ids}::uuid[])) as m
      join generate_series(1, ${messagesEach}::int) as n on n % m.size = m.nth - 1`;
    await database`
      update conversations set last_seq = ${messagesEach},
        last_message_at = now() - random() * interval '1 minute'
      where id = any(${ids}::uuid[])`;
  }
  const readSeq = Math.max(0, messagesEach - UNREAD_EACH);
  await plain`
    update conversation_members set read_seq = ${readSeq} where conversation_id = any(${ids}::uuid[])`;
  await sql`
    insert into conversation_states (user_id, conversation_id, read_seq)
    select user_id, conversation_id, ${readSeq} from conversation_members
    where conversation_id = any(${ids}::uuid[])`;
  await Promise.all([sql, plain].map((database) => database`vacuum (analyze)`));
  return talks;
}

/** Returns the people of groups: each reader is in 300 of them. */
export function makeGroups({ people }: World): Talk["people"][] {
  const groups = READERS * CONVERSATIONS_EACH / GROUP_SIZE;
  return Array.from({ length: groups }, (_, n) => {
    const stride = 1 + 2 * Math.floor(n * GROUP_SIZE / READERS) % READERS;
    return Array.from(
      { length: GROUP_SIZE },
      (_, member) => people[(n * GROUP_SIZE + member) * stride % READERS]!,
    );
  });
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
