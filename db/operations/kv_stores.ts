import { one, type Sql } from "../sql.ts";

/** The KV stores that a database knows. */
export interface KnownStores {
  /** Their generations; null before the first start. */
  generations: string[] | null;
  /** Whether anybody has ever used this database. */
  hasUsers: boolean;
}

/** Finds the KV stores that this database knows. */
export function findKnownStores(sql: Sql): Promise<KnownStores> {
  return one(sql<KnownStores[]>`
    select (select generations from kv_stores) as generations,
      exists (select from users) as has_users`);
}

/**
 * Records KV stores in place of the known ones. Returns false if an instance lives, which uses the
 * known ones, or if others were recorded meanwhile. With `isAlone` no other instance can live.
 */
export async function recordStores(
  sql: Sql,
  { known, generations, isAlone }: {
    known: readonly string[] | null;
    generations: readonly string[];
    isAlone: boolean;
  },
): Promise<boolean> {
  const { count } = await sql`
    insert into kv_stores (generations) values (${[...generations]}::text[])
    on conflict (is_only) do update
    set generations = excluded.generations, recorded_at = excluded.recorded_at
    where kv_stores.generations = ${known && [...known]}::text[]
      and (${isAlone} or not exists (select from instances where leased_until >= now()))`;
  return count === 1;
}
