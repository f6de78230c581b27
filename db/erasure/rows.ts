import { eraseParkedEvents } from "../outbox/failed_events.ts";
import { deleteObjectsLater } from "../outbox/storage_deletions.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

interface Column {
  table: string;
  column: string;
}

/** Rows about a person in tables that do not refer to `users`, by what they hold of the person. */
const LOOSE: readonly (Column & { holds: "id" | "email" })[] = [
  { table: "mails", column: "recipient", holds: "email" },
  { table: "mails", column: "user_id", holds: "id" },
  { table: "security_codes", column: "subject", holds: "id" },
  { table: "code_budgets", column: "subject", holds: "id" },
  { table: "idempotency_keys", column: "scope", holds: "id" },
];

/**
 * Deletes some rows that would go with the user's own, of every table that says so of its
 * reference to `users`, and those that name the user without one; returns how many. A table that is
 * added later is found by its reference.
 */
export async function eraseRows(sql: Sql, userId: string, limit: number): Promise<number> {
  const [user] = await sql<{ email: string }[]>`select email from users where id = ${userId}`;
  if (!user) return 0;
  let sum = 0;
  for (const column of await listOwned(sql)) sum += await deleteSome(sql, column, userId, limit);
  for (const { holds, ...column } of LOOSE) {
    sum += await deleteSome(sql, column, holds === "id" ? userId : user.email, limit);
  }
  return sum;
}

/** Every column that refers to a user whose rows go with the user. */
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

/** An export's upload that was under way. */
export interface OpenUpload {
  key: string;
  uploadId: string;
}

/** Erases the exports of a user and lists their files for deletion; returns uploads to give up. */
export async function eraseExports(sql: Sql, userId: string): Promise<OpenUpload[]> {
  const exports = await sql<{ key: string | null; uploadId: string | null }[]>`
    select object_key as key, upload_id from exports where user_id = ${userId}`;
  const keys = exports.flatMap(({ key }) => key ?? []);
  await deleteObjectsLater(sql, keys, 0);
  return exports.flatMap(({ key, uploadId }) => key && uploadId ? [{ key, uploadId }] : []);
}

/** Erases the user's own row: the name is free again. Every memory of the user is told to forget. */
export async function eraseUser({ sql, record }: Tx, userId: string): Promise<void> {
  await sql`delete from users where id = ${userId}`;
  await eraseParkedEvents(sql, userId);
  record({ type: "user.updated", userId });
}

/** The number of the newest event. */
export async function lastEvent(sql: Sql): Promise<string> {
  const { seq } = await one(sql<{ seq: string }[]>`
    select coalesce(max(seq), 0)::text as seq from outbox`);
  return seq;
}

/** Whether an event, or one before it, still waits for its delivery. */
export async function isWaiting(sql: Sql, seq: string): Promise<boolean> {
  const rows = await sql`select from outbox where seq <= ${seq}::bigint limit 1`;
  return rows.length > 0;
}
