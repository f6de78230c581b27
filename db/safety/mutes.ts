import { LAST_ID, newId, type UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { type Page, pageOf } from "../page.ts";
import type { ListedPerson } from "../people/lists.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { userVisibleTo } from "../visibility.ts";

/** A muted person in the list of mutes. An `until` of null means for ever. */
export interface MutedPerson extends ListedPerson {
  until: Date | null;
}

/** A muted word as its user wrote it. An `until` of null means for ever. */
export interface MutedWordEntry {
  word: string;
  until: Date | null;
}

/** Mutes a person in the user's feed and notifications, until a time or for ever (null). */
export async function muteUser(
  { sql, record }: Tx,
  userId: UserId,
  mutedId: UserId,
  until: Date | null,
): Promise<void> {
  if (userId === mutedId) throw new AppError("unprocessable", "You cannot mute yourself.");
  await sql`
    insert into mutes (id, user_id, muted_id, until)
    values (${newId()}, ${userId}, ${mutedId}, coalesce(${until}::timestamptz, 'infinity'))
    on conflict (user_id, muted_id) do update set until = excluded.until`;
  record({ type: "relations.changed", userId });
}

/** Ends a mute. Does nothing if there is none. */
export async function unmuteUser(
  { sql, record }: Tx,
  userId: UserId,
  mutedId: UserId,
): Promise<void> {
  const { count } = await sql`
    delete from mutes where user_id = ${userId} and muted_id = ${mutedId}`;
  if (count > 0) record({ type: "relations.changed", userId });
}

/** The people whom a user mutes and sees, newest first. */
export async function listMutes(
  sql: Sql,
  userId: UserId,
  before: string | null,
  limit: number,
): Promise<Page<MutedPerson>> {
  const rows = await sql<MutedPerson[]>`
    select m.id, m.muted_id as user_id, m.created_at, ${until(sql)} from mutes m
    where m.user_id = ${userId} and m.until > now() and m.id < ${before ?? LAST_ID}
      and ${userVisibleTo(sql, sql`m.muted_id`, userId)}
    order by m.id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** The words that a user mutes, in their order. */
export async function listMutedWords(sql: Sql, userId: UserId): Promise<MutedWordEntry[]> {
  return await sql<MutedWordEntry[]>`
    select word, ${until(sql)} from muted_words
    where user_id = ${userId} and until > now() order by position`;
}

/** Replaces the words that a user mutes. */
export async function replaceMutedWords(
  { sql, record }: Tx,
  userId: UserId,
  words: readonly MutedWordEntry[],
): Promise<void> {
  await sql`select from users where id = ${userId} for no key update`;
  await sql`delete from muted_words where user_id = ${userId}`;
  await sql`
    insert into muted_words (user_id, word, until, position)
    select ${userId}, w.word, coalesce(w.until, 'infinity'), w.position
    from unnest(${words.map(({ word }) => word)}::text[],
      ${words.map(({ until }) => until?.toISOString() ?? null)}::timestamptz[])
      with ordinality as w (word, until, position)`;
  record({ type: "relations.changed", userId });
}

// JavaScript has no infinite date, so null stands for it.
const until = (sql: Sql) => sql`nullif(until, 'infinity') as until`;
