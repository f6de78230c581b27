import { FEED_ACTIVE_DAYS } from "../domain/limits.ts";
import type { FeedPlace } from "./feed.ts";
import type { Sql } from "./sql.ts";

const DAY_MS = 86_400_000;

/** A feed as its rows were last made complete. */
export interface AssembledFeed {
  userId: string;
  followsRev: number;
  activeAt: number;
}

/** Whether the rows of a feed are complete: its reader follows nobody new, and came not long ago. */
export async function isFeedComplete(sql: Sql, feed: AssembledFeed): Promise<boolean> {
  const { userId, followsRev, activeAt } = feed;
  const daysAgo = (Date.now() - activeAt) / DAY_MS;
  const [reader] = await sql`
    select from users where id = ${userId} and follows_rev = ${followsRev}`;
  return reader !== undefined && daysAgo < FEED_ACTIVE_DAYS - 1;
}

/**
 * Of these places, those that must be among the rows of a reader: not of their own and not of
 * authors with so many followers that posts are merged when feeds are read, and no longer on
 * their way.
 */
export async function keepWritten(
  sql: Sql,
  readerId: string,
  places: readonly FeedPlace[],
  fanOutLimit: number,
): Promise<FeedPlace[]> {
  const rows = await sql<{ id: string }[]>`
    select p.id from posts p join users a on a.id = p.author_id
    where p.id = any(${places.map((place) => place.postId)}::uuid[])
      and p.author_id <> ${readerId} and a.followers_count <= ${fanOutLimit}
      and p.privacy <> 'private' and p.deleted_at is null
      and not exists (
        select from outbox o
        where o.event ->> 'postId' = p.id::text
          and o.event ->> 'type' in ('post.created', 'feed.fan_out'))`;
  const written = new Set(rows.map((row) => row.id));
  return places.filter((place) => written.has(place.postId));
}

/** Of these places, those of no post: none is there, it has another place, or another author. */
export async function findWrongPlaces(
  sql: Sql,
  places: readonly FeedPlace[],
): Promise<FeedPlace[]> {
  const rows = await sql<FeedPlace[]>`
    select f.sort_id, f.post_id, f.author_id
    from unnest(${places.map((place) => place.sortId)}::uuid[],
      ${places.map((place) => place.postId)}::uuid[],
      ${places.map((place) => place.authorId)}::uuid[]) as f (sort_id, post_id, author_id)
    where not exists (
      select from posts p
      where p.id = f.post_id and coalesce(p.sort_id, p.archived_sort_id) = f.sort_id
        and p.author_id = f.author_id)`;
  return [...rows];
}
