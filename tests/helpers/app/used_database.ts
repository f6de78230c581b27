import type { SqlPool } from "../../../db/sql.ts";
import type { DatabaseAddress } from "../../../lib/config/database_address.ts";
import { openSql } from "../../../db/pool.ts";

const ENDING_MS = 5000;

/**
 * Makes a used database as empty as after its creation, in transaction `madeIn`. Returns false if
 * that is impossible: a client is still connected, or a test has changed more than rows.
 */
export async function emptyDatabase(address: DatabaseAddress, madeIn: number): Promise<boolean> {
  const sql = openSql(address, 1, "work");
  try {
    return await isLeftAlone(sql) && await hasOldCatalog(sql, madeIn) && await emptyTables(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Ends all connections: a disposed app may have left a running statement. False if one stays. */
async function isLeftAlone(sql: SqlPool): Promise<boolean> {
  const ended = await sql<{ isGone: boolean }[]>`
    select pg_terminate_backend(pid, ${ENDING_MS}) as is_gone from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and backend_type = 'client backend'`;
  return ended.every(({ isGone }) => isGone);
}

/** Returns whether every table, index, function, trigger and constraint is from the template. */
async function hasOldCatalog(sql: SqlPool, madeIn: number): Promise<boolean> {
  const younger = await sql`
    with rows as (
      select xmin from pg_class union all select xmin from pg_attribute
      union all select xmin from pg_proc union all select xmin from pg_trigger
      union all select xmin from pg_constraint union all select xmin from pg_index
      union all select xmin from pg_type
    )
    select from rows where xmin::text::bigint >= ${madeIn} limit 1`;
  return younger.length === 0;
}

/** Deletes all rows in one statement, tables in any order, and resets the sequences. */
async function emptyTables(sql: SqlPool): Promise<boolean> {
  await sql`
    do $$
    declare name regclass;
    begin
      set local session_replication_role = replica;
      for name in
        select c.oid from pg_class c
        where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'migrations'
      loop
        execute format('delete from %s', name);
      end loop;
      for name in
        select c.oid from pg_class c
        where relnamespace = 'public'::regnamespace and relkind = 'S'
      loop
        perform setval(name, 1, false);
      end loop;
    end $$`;
  return true;
}
