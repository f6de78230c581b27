import type postgres from "postgres";
import type { Sql, SqlPool } from "../sql.ts";

/**
 * Lists objects for deletion from storage after `afterSeconds`. An object is also listed before it
 * is written, so that it is deleted if nothing ever refers to it.
 */
export async function deleteObjectsLater(
  sql: Sql,
  keys: readonly string[],
  afterSeconds: number,
): Promise<void> {
  await sql`
    insert into storage_deletions (key, due_at)
    select k.key, now() + ${afterSeconds} * interval '1 second'
    from unnest(${keys}::text[]) as k (key)
    on conflict (key) do update set due_at = excluded.due_at`;
}

/**
 * Lists uploaded files for deletion at once, and again when nobody can upload them any more. A
 * signed address can create the object again until it expires.
 */
export async function deleteUploadsTwice(
  sql: Sql,
  uploads: readonly { uploadKey: string; uploadSeconds: number }[],
): Promise<void> {
  await sql`
    insert into storage_deletions (key, due_at, again_at)
    select u.key, now(), case when u.seconds > 0 then now() + u.seconds * interval '1 second' end
    from unnest(
      ${uploads.map(({ uploadKey }) => uploadKey)}::text[],
      ${uploads.map(({ uploadSeconds }) => uploadSeconds)}::float[]
    ) as u (key, seconds)
    on conflict (key) do update set due_at = excluded.due_at, again_at = excluded.again_at`;
}

/** Records the upload in parts of an object that is listed, so that it is aborted after a crash. */
export async function recordUploadOf(sql: Sql, key: string, uploadId: string): Promise<void> {
  const { count } = await sql`
    update storage_deletions set upload_id = ${uploadId} where key = ${key}`;
  if (count === 0) throw new Error("An object was written that nobody had listed");
}

/** The columns of `WaitingTimes` for objects that are to be deleted. */
export function deletionTimes(sql: Sql): postgres.Fragment {
  return sql`
    exists (select from storage_deletions where due_at <= now()) as is_due,
    (select min(due_at) from storage_deletions where due_at > now()) as next_at`;
}

/** Takes objects off the list, in the transaction that begins to refer to them. */
export async function keepObjects(sql: Sql, keys: readonly string[]): Promise<void> {
  const { count } = await sql`
    delete from storage_deletions where key = any(${keys}::text[])`;
  if (count < keys.length) throw new Error("An object was deleted before anything referred to it");
}

/** An object to delete, and its upload in parts if there was one. */
export interface DueObject {
  key: string;
  uploadId: string | null;
}

/** Objects that could not be deleted everywhere are due again after this time. */
const AGAIN_SECONDS = 30;

/**
 * Deletes some objects that are due, first everywhere and then from the list. After a crash in
 * between they are deleted again. The lock keeps others from referring to them meanwhile.
 * `deleteAll` returns those that must be tried again.
 */
export function deleteDueObjects(
  pool: SqlPool,
  limit: number,
  deleteAll: (objects: readonly DueObject[]) => Promise<readonly string[]>,
): Promise<number> {
  return pool.begin(async (sql) => {
    const rows = await sql<DueObject[]>`
      select key, upload_id from storage_deletions
      where due_at <= now()
      order by due_at limit ${limit}
      for update skip locked`;
    if (rows.length === 0) return 0;
    const keys = rows.map((row) => row.key);
    const again = await deleteAll(rows);
    const isDone = sql`key = any(${keys}::text[]) and key <> all(${again}::text[])`;
    await sql`delete from storage_deletions where ${isDone} and again_at is null`;
    await sql`
      update storage_deletions set due_at = again_at, again_at = null where ${isDone}`;
    await sql`
      update storage_deletions set due_at = now() + ${AGAIN_SECONDS} * interval '1 second'
      where key = any(${again}::text[])`;
    return rows.length;
  }) as Promise<number>;
}
