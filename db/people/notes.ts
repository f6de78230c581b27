import { LAST_ID, newId, type UserId } from "../../domain/ids.ts";
import { NOTE_HOURS } from "../../domain/limits.ts";
import { AppError, must } from "../../lib/errors.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { userVisibleTo } from "../visibility.ts";

/** A few words to one's followers that live for a day. */
export interface Note {
  id: string;
  userId: UserId;
  content: string;
  createdAt: Date;
  expiresAt: Date;
}

/** Writes a note, which replaces the author's last one. */
export async function writeNote({ sql }: Tx, userId: UserId, content: string): Promise<Note> {
  return await one(sql<Note[]>`
    insert into notes (id, user_id, content, expires_at)
    values (${newId()}, ${userId}, ${content}, now() + ${NOTE_HOURS} * interval '1 hour')
    on conflict (user_id) do update set id = excluded.id, content = excluded.content,
      created_at = excluded.created_at, expires_at = excluded.expires_at
    returning id, user_id, content, created_at, expires_at`);
}

/** The notes that a user sees below a place, newest first. */
export async function listNotes(
  sql: Sql,
  userId: UserId,
  before: string | null,
  limit: number,
): Promise<Note[]> {
  return await sql<Note[]>`
    select o.id, o.user_id, o.content, o.created_at, o.expires_at from notes o
    where o.user_id in (
        select followee_id from follows where follower_id = ${userId} union all select ${userId})
      and o.id < ${before ?? LAST_ID} and ${noteVisibleTo(sql, userId)}
    order by o.id desc limit ${limit}`;
}

/** Deletes the viewer's own note. */
export async function deleteNote({ sql }: Tx, viewerId: UserId, id: string): Promise<void> {
  const [note] = await sql<{ userId: UserId }[]>`
    select o.user_id from notes o where o.id = ${id} and ${noteVisibleTo(sql, viewerId)}`;
  if (must(note, "Note not found.").userId !== viewerId) {
    throw new AppError("forbidden", "Only the author of a note can delete it.");
  }
  await sql`delete from notes where id = ${id}`;
}

/** Whether a viewer sees a note (table alias `o`): its author and their followers do for a day. */
function noteVisibleTo(sql: Sql, viewerId: UserId) {
  return sql`(
    o.expires_at > now() and (
      o.user_id = ${viewerId}
      or ${userVisibleTo(sql, sql`o.user_id`, viewerId)} and exists (
        select from follows f
        where f.follower_id = ${viewerId} and f.followee_id = o.user_id))
  )`;
}
