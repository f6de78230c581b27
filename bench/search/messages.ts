import type { Context } from "../../context/mod.ts";
import type { SqlPool } from "../../db/sql.ts";
import type { Benchmark, Line } from "../benchmark.ts";
import { type Ask, getter, searchLine } from "./requests.ts";
import { fillGroups, makeGroups, READERS, type Talk } from "../talk/talk_world.ts";

const MESSAGES = 1_000_000;
const WORDS = 30_000;
const WORDS_EACH = 8;
/** The documents that are compared with those of the program. */
const COMPARED = 500;
const TARGET_MS = { all: 200, one: 20 };

/** Searches in a million messages, of which a person sees those of 300 conversations. */
export const messageSearch: Benchmark = {
  name: "message_search",
  needsPeopleOnly: true,
  async run(world) {
    const talks = await fillGroups(world, makeGroups(world), 0);
    await fillMessages(world.sql, talks);
    await using ctx = await world.openContext();
    const get = getter(ctx, world.people.slice(0, READERS));
    const [common, other, rare] = await wordsAt(world.sql, [3, 5, WORDS - 7]);
    const conversations = await conversationsOf(ctx, world.people.slice(0, READERS));
    const of = (n: number) => `&conversationId=${conversations[n % READERS]}`;
    const search = (query: (n: number) => string): Ask => (n) =>
      get(n, `/search/messages?${query(n)}`, "messages");
    const scan = (word: string): Ask => (n) => scanBodies(ctx, world.people[n % READERS]!.id, word);
    const kinds: [string, number, Ask, Ask?][] = [
      [
        "messages by a common word",
        TARGET_MS.all,
        search(() => `q=${common}`),
        scan(common),
      ],
      ["messages by a rare word", TARGET_MS.all, search(() => `q=${rare}`), scan(rare)],
      [
        "messages by two common words",
        TARGET_MS.all,
        search(() => `q=${common}+${other}`),
      ],
      [
        "messages by the beginning of a word",
        TARGET_MS.all,
        search(() => `q=${common.slice(0, 3)}`),
      ],
      [
        "messages of one conversation by a common word",
        TARGET_MS.one,
        search((n) => `q=${common}${of(n)}`),
      ],
      [
        "messages of one conversation by a rare word",
        TARGET_MS.one,
        search((n) => `q=${rare}${of(n)}`),
      ],
    ];
    const lines: Line[] = [];
    for (const [name, targetMs, ask, baseline] of kinds) {
      lines.push(await searchLine({ name, targetMs, ask, baseline }));
    }
    return lines;
  },
};

/** A word of rank r occurs 1/r as often as the first. */
const WORD = `
  create or replace function pg_temp.word(rank int) returns text language sql immutable as $$
    select translate(substr(md5(rank::text), 1, 4 + rank % 6), '0123456789abcdef', 'aeioubcdfglmnrst')
  $$`;

async function wordsAt(sql: SqlPool, ranks: number[]): Promise<[string, string, string]> {
  const rows = await sql.begin(async (tx) => {
    await tx.unsafe(WORD);
    return await tx<{ word: string }[]>`
      select pg_temp.word(rank) as word from unnest(${ranks}::int[]) with ordinality as r (rank, n)
      order by n`;
  });
  const [first = "", second = "", third = ""] = rows.map(({ word }) => word);
  return [first, second, third];
}

/**
 * Writes messages whose words follow Zipf's law, and their documents. The words are simple, so that
 * SQL makes the documents without the expressions of the program; a sample is compared with those.
 */
async function fillMessages(sql: SqlPool, talks: readonly Talk[]): Promise<void> {
  const each = Math.ceil(MESSAGES / talks.length);
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = 0`;
    await tx`set local maintenance_work_mem = '512MB'`;
    // All references are to rows that exist, so checks for each row are skipped.
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(WORD);
    await tx`drop index message_search_by_conversation, message_search_by_document`;
    await tx`
      create temp table filled on commit drop as
      select m.conversation_id, n as seq, m.user_id,
        -- The ids of a conversation follow its numbers.
        uuidv7((n - ${each}) * interval '1 minute') as id,
        array(
          select pg_temp.word(r.rank)
          from generate_series(1, ${WORDS_EACH}) as g
          cross join lateral (
            select floor(exp(random() * ln(${WORDS}::int)))::int as rank where n > g - g) as r
        ) as words
      from (
        select conversation_id, user_id, count(*) over (partition by conversation_id) as size,
          row_number() over (partition by conversation_id order by user_id) as nth
        from conversation_members
        where conversation_id = any(${talks.map(({ id }) => id)}::uuid[])) as m
      join generate_series(1, ${each}::int) as n on n % m.size = m.nth - 1`;
    await tx`
      insert into messages (id, conversation_id, seq, sender_id, client_id, body, created_at)
      select id, conversation_id, seq, user_id, id::text, array_to_string(words, ' '),
        uuid_extract_timestamp(id)
      from filled`;
    await tx`
      insert into message_search (message_id, conversation_id, seq, document)
      select id, conversation_id, seq,
        array_to_tsvector(array[own || '@' || right(user_id::text, 12)])
        || (select string_agg('''' || own || word || ''':' || place, ' ')::tsvector
            from unnest(words) with ordinality as w (word, place))
      from filled cross join lateral (select right(conversation_id::text, 12) || ':') as o (own)`;
    await tx`
      create index message_search_by_conversation
      on message_search (conversation_id, message_id desc)`;
    await tx`
      create index message_search_by_document on message_search
      using gin (document) with (fastupdate = off)`;
    await tx`
      update conversations set last_seq = ${each}, last_message_at = now()
      where id = any(${talks.map(({ id }) => id)}::uuid[])`;
  });
  await sql`vacuum (analyze)`;
  await compareDocuments(sql);
}

/** Throws if a document differs from the one that the program makes. */
async function compareDocuments(sql: SqlPool): Promise<void> {
  const ofProgram = await sql.begin(async (tx) => {
    const sample = await tx<{ id: string; document: string }[]>`
      delete from message_search where message_id in (
        select message_id from message_search order by md5(message_id::text) limit ${COMPARED})
      returning message_id as id, document::text`;
    const ids = sample.map(({ id }) => id);
    await tx`select index_messages(${ids}::uuid[])`;
    const made = await tx<{ id: string; document: string }[]>`
      select message_id as id, document::text from message_search
      where message_id = any(${ids}::uuid[])`;
    const documents = new Map(made.map(({ id, document }) => [id, document]));
    return sample.every(({ id, document }) => documents.get(id) === document);
  });
  if (!ofProgram) throw new Error("The program makes other documents of these messages");
}

/** Returns a conversation of each person. */
async function conversationsOf(
  { sql }: Context,
  people: readonly { id: string }[],
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select (select conversation_id from conversation_members where user_id = u.id limit 1) as id
    from unnest(${people.map(({ id }) => id)}::uuid[]) with ordinality as u (id, n) order by n`;
  return rows.map(({ id }) => id);
}

/** Scans the bodies of a person's conversations, as a program without an index does. */
function scanBodies({ sql }: Context, userId: string, word: string) {
  return sql`
    select m.id, m.body from conversation_members o
    join messages m on m.conversation_id = o.conversation_id
    where o.user_id = ${userId} and m.body ilike ${`%${word}%`} and m.deleted_at is null
    order by m.id desc limit 20`;
}
