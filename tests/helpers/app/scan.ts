import type { SqlPool } from "../../../db/sql.ts";
import type { TestApp } from "./app.ts";

/**
 * Returns where a text is in the database: every row of every table, whatever the type of its
 * columns.
 */
export async function scanDatabase(sql: SqlPool, needle: string): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select table_name::text as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1`;
  // Bytes are written in hexadecimal.
  const hex = new TextEncoder().encode(needle).toHex();
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await sql<{ text: string }[]>`
      select t::text as text from ${sql(name)} t
      where position(${needle} in lower(t::text)) > 0 or position(${hex} in t::text) > 0`;
    found.push(...rows.map(({ text }) => `${name}: ${text}`));
  }
  return found;
}

/** Returns where a text is in these KV stores. */
export async function scanKv(stores: readonly Deno.Kv[], needle: string): Promise<string[]> {
  const found: string[] = [];
  for (const store of stores) {
    for await (const { key, value } of store.list({ prefix: [] })) {
      const text = Deno.inspect([key, value], {
        depth: 100,
        iterableLimit: 1e6,
        strAbbreviateSize: 1e6,
      });
      if (text.toLowerCase().includes(needle)) found.push(text);
    }
  }
  return found;
}

/** Returns where a text is in storage: in keys or in objects. */
export async function scanStorage({ ctx }: TestApp, needle: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of ctx.storage.list("")) {
    const bytes = await ctx.storage.get(key, 100 * 1024 ** 2);
    const text = new TextDecoder("latin1").decode(bytes ?? new Uint8Array());
    if (`${key} ${text}`.toLowerCase().includes(needle)) found.push(key);
  }
  return found;
}

/** Returns the counters that differ from what they count. */
export async function wrongCounters(sql: SqlPool): Promise<string[]> {
  const rows = await sql<{ wrong: string }[]>`
    select 'likes of ' || p.id as wrong from posts p
    where likes_count <> (select count(*) from likes l where l.post_id = p.id)
    union all
    select 'comments of ' || p.id from posts p
    where comments_count <> (
      select count(*) from comments c where c.post_id = p.id and c.deleted_at is null)
    union all
    select 'reposts of ' || p.id from posts p
    where reposts_count <> (select count(*) from reposts r where r.post_id = p.id)
    union all
    select 'followers of ' || u.username from users u
    where followers_count <> (select count(*) from follows f where f.followee_id = u.id)
    union all
    select 'following of ' || u.username from users u
    where following_count <> (select count(*) from follows f where f.follower_id = u.id)
    union all
    select 'posts of ' || u.username from users u
    where posts_count <> (
      select count(*) from posts p
      where p.author_id = u.id and p.status = 'published' and p.deleted_at is null)
    union all
    select 'actors of ' || n.id from notifications n
    where n.likes_from is null and actors_count <> (
      select count(*) from notification_actors a where a.notification_id = n.id)`;
  return rows.map(({ wrong }) => wrong);
}
