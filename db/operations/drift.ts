import type { Drift } from "../../domain/operations/invariants.ts";
import { firstIdAt, idTime, type UserId } from "../../domain/ids.ts";
import { countShown } from "./comment_drift.ts";
import type { Sql } from "../sql.ts";

/** A table that is read in the order of its ids. */
export type WalkedTable = "users" | "posts" | "media" | "conversations" | "spaces";

/** The ids after one, in order. */
export async function listIdsAfter(
  sql: Sql,
  table: WalkedTable,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from ${sql(table)} where id > ${after} order by id limit ${limit}`;
  return rows.map((row) => row.id);
}

/** Neighbouring ids from a random place. After the end of the table, its beginning follows. */
export async function sampleIds(sql: Sql, table: WalkedTable, limit: number): Promise<string[]> {
  const [oldest] = await sql<{ id: string }[]>`
    select id from ${sql(table)} order by id limit 1`;
  if (!oldest) return [];
  const from = idTime(oldest.id);
  const place = firstIdAt(from + Math.random() * Math.max(Date.now() - from, 0));
  const rows = await sql<{ id: string }[]>`
    (select id from ${sql(table)} where id >= ${place} order by id limit ${limit})
    union all
    (select id from ${sql(table)} where id < ${place} order by id limit ${limit})
    limit ${limit}`;
  return rows.map((row) => row.id);
}

/** Finds wrong counters of these users. */
export async function findUserDrift(sql: Sql, ids: readonly string[]): Promise<Drift[]> {
  return await sql<Drift[]>`
    select c.what, u.id, c.kept, c.real
    from users u cross join lateral (values
      ('user.followersCount', u.followers_count,
        (select count(*)::int from follows f where f.followee_id = u.id)),
      ('user.followingCount', u.following_count,
        (select count(*)::int from follows f where f.follower_id = u.id)),
      ('user.postsCount', u.posts_count,
        (select count(*)::int from posts p
          where p.author_id = u.id and p.status = 'published' and p.deleted_at is null
            and p.takedown_id is null))
    ) as c (what, kept, real)
    where u.id = any(${ids}::uuid[]) and c.kept <> c.real`;
}

/** Finds wrong counters of these posts. */
export async function findPostDrift(sql: Sql, ids: readonly string[]): Promise<Drift[]> {
  return await sql<Drift[]>`
    select c.what, p.id, c.kept, c.real
    from posts p cross join lateral (values
      ('post.likesCount', p.likes_count,
        (select count(*)::int from likes l where l.post_id = p.id)),
      ('post.commentsCount', p.comments_count,
        ${countShown(sql)}),
      ('post.repostsCount', p.reposts_count,
        (select count(*)::int from reposts r where r.post_id = p.id))
    ) as c (what, kept, real)
    where p.id = any(${ids}::uuid[]) and c.kept <> c.real`;
}

/** A user's number of unread notifications, and whether a change of it waits for delivery. */
export interface UnreadState {
  userId: UserId;
  unread: number;
  isPending: boolean;
}

/** Returns the unread states of these users, all from one snapshot of the database. */
export async function listUnreadStates(sql: Sql, ids: readonly string[]): Promise<UnreadState[]> {
  return await sql<UnreadState[]>`
    select u.id as user_id, (
      select count(*)::int from notifications n where n.user_id = u.id and n.read_at is null
    ) as unread,
    exists (
      select from outbox o
      where o.event ->> 'type' = 'notifications.read'
        and o.event ->> 'userId' = u.id::text
    ) or exists (
      -- Already written in Postgres, but not yet in the inbox.
      select from prepared_batches b
      where b.lane = 'main' and strpos(b.deltas::text, u.id::text) > 0
    ) as is_pending
    from users u where u.id = any(${ids}::uuid[])`;
}
