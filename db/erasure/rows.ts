import type { UserId } from "../../domain/ids.ts";
import { eraseParkedEvents } from "../outbox/failed_events.ts";
import { deleteObjectsLater } from "../outbox/storage_deletions.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

interface Column {
  table: string;
  column: string;
}

/** Columns of tables that do not refer to `users`, but hold a person's id or address. */
const LOOSE: readonly (Column & { holds: "id" | "email" })[] = [
  { table: "mails", column: "recipient", holds: "email" },
  { table: "mails", column: "user_id", holds: "id" },
  { table: "security_codes", column: "subject", holds: "id" },
  { table: "code_budgets", column: "subject", holds: "id" },
  { table: "idempotency_keys", column: "scope", holds: "id" },
];

/**
 * Deletes some rows of a user; returns how many. They are in all tables whose reference to `users`
 * cascades, so that later tables are found too, and in the tables of {@link LOOSE}.
 */
export async function eraseRows(sql: Sql, userId: UserId, limit: number): Promise<number> {
  const [user] = await sql<{ email: string }[]>`select email from users where id = ${userId}`;
  if (!user) return 0;
  let sum = 0;
  for (const column of await listOwned(sql)) sum += await deleteSome(sql, column, userId, limit);
  for (const { holds, ...column } of LOOSE) {
    sum += await deleteSome(sql, column, holds === "id" ? userId : user.email, limit);
  }
  return sum;
}

/** All columns with a cascading reference to `users`. */
async function listOwned(sql: Sql): Promise<Column[]> {
  return await sql<Column[]>`
    select c.conrelid::regclass::text as table, a.attname::text as column
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'users'::regclass and c.confdeltype = 'c'
      and cardinality(c.conkey) = 1
    order by 1, 2`;
}

async function deleteSome(
  sql: Sql,
  { table, column }: Column,
  value: string,
  limit: number,
): Promise<number> {
  const { count } = await sql`
    delete from ${sql(table)} where ctid = any(array(
      select ctid from ${sql(table)} where ${sql(column)} = ${value} limit ${limit}))`;
  return count;
}

/** The unfinished upload of an export. */
export interface OpenUpload {
  key: string;
  uploadId: string;
}

/** Erases a user's exports and lists their files for deletion; returns uploads to abort. */
export async function eraseExports(sql: Sql, userId: UserId): Promise<OpenUpload[]> {
  const exports = await sql<{ key: string | null; uploadId: string | null }[]>`
    select object_key as key, upload_id from exports where user_id = ${userId}`;
  const keys = exports.flatMap(({ key }) => key ?? []);
  await deleteObjectsLater(sql, keys, 0);
  return exports.flatMap(({ key, uploadId }) => key && uploadId ? [{ key, uploadId }] : []);
}

/** Erases the user's row, which frees the name, and invalidates all caches of the user. */
export async function eraseUser({ sql, record }: Tx, userId: UserId): Promise<void> {
  await sql`delete from users where id = ${userId}`;
  await eraseParkedEvents(sql, userId);
  record({ type: "user.updated", userId });
}

/** Returns the number of the newest event that is not yet delivered, or 0. */
export async function lastEvent(sql: Sql): Promise<string> {
  const { seq } = await one(sql<{ seq: string }[]>`
    select coalesce(max(seq), 0)::text as seq from outbox`);
  return seq;
}

/** Returns whether this event, or an earlier one, still waits for its delivery. */
export async function isWaiting(sql: Sql, seq: string): Promise<boolean> {
  const rows = await sql`select from outbox where seq <= ${seq}::bigint limit 1`;
  return rows.length > 0;
}
