import { fillGroups, makeGroups, type Talk } from "./talk_world.ts";
import type { World } from "../world.ts";

/** The number of messages to search. */
export const MESSAGES_SEARCHED = 1_000_000;
/** The words of all messages. A word of rank r occurs 1/r as often as the first. */
export const WORDS = 30_000;
/** The ranks that count as common. */
export const COMMON_WORDS = 20;
const SENTENCES = 5000;
const WORDS_IN_SENTENCE = 8;
const LETTERS = "aeioubcdfglmnrst";

/** Makes groups with a million messages of realistic words, and the index of these. */
export async function fillWords(world: World): Promise<Talk[]> {
  const groups = makeGroups(world);
  const talks = await fillGroups(world, groups, 0);
  const each = Math.ceil(MESSAGES_SEARCHED / talks.length);
  const sentences = Array.from(
    { length: SENTENCES },
    () => Array.from({ length: WORDS_IN_SENTENCE }, () => wordOf(drawnRank())).join(" "),
  );
  const rare = Array.from({ length: WORDS }, (_, n) => wordOf(n + 1));
  const ids = talks.map(({ id }) => id);
  await world.sql.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`set local statement_timeout = 0`;
    await sql`
      create temp table sentences on commit drop as
      select n - 1 as n, text from unnest(${sentences}::text[]) with ordinality as s (text, n)`;
    await sql`
      create temp table words on commit drop as
      select n - 1 as n, text from unnest(${rare}::text[]) with ordinality as w (text, n)`;
    await sql`
      insert into messages (id, conversation_id, seq, sender_id, client_id, body, created_at)
      select uuidv7(age), m.conversation_id, seq, m.user_id, gen_random_uuid(),
        s.text || ' ' || w.text,
        now() + age
      from (
        select conversation_id, user_id, count(*) over (partition by conversation_id) as size,
          row_number() over (partition by conversation_id order by user_id) as nth
        from conversation_members where conversation_id = any(${ids}::uuid[])) as m
      join generate_series(1, ${each}::int) as i (seq) on seq % m.size = m.nth - 1
      cross join lateral (
        select (seq - ${each}::int) * interval '1 minute' as age,
          abs(hashtext(m.conversation_id || ' ' || seq)) as h) as drawn
      join sentences s on s.n = h % ${SENTENCES}::int
      join words w on w.n = h % ${WORDS}::int`;
    await sql`
      update conversations set last_seq = ${each}, last_message_at = now()
      where id = any(${ids}::uuid[])`;
    await sql`
      update conversation_states set read_seq = ${each} where conversation_id = any(${ids}::uuid[])`;
    // Adding a million rows to the index one by one takes minutes.
    const [index] = await sql<{ indexdef: string }[]>`
      select indexdef from pg_indexes where indexname = 'message_search_by_document'`;
    await sql`drop index message_search_by_document`;
    await sql`
      select index_messages(array(
        select id from messages where conversation_id = any(${ids}::uuid[])))`;
    await sql.unsafe(index!.indexdef);
  });
  await world.sql`vacuum (analyze)`;
  return talks;
}

/** Returns the word of a rank. */
export function wordOf(rank: number): string {
  let [left, word] = [(rank * 2654435761) >>> 0, ""];
  while (word.length < 4 + rank % 6) {
    word += LETTERS[left & 15];
    left = (left >>> 4) ^ Math.imul(left, 40503) >>> 0;
  }
  return word;
}

function drawnRank(): number {
  return Math.floor(Math.exp(Math.random() * Math.log(WORDS)));
}
