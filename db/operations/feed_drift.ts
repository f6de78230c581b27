import { firstIdAt, type UserId } from "../../domain/ids.ts";
import { FEED_ACTIVE_DAYS, POST_RESTORE_DAYS } from "../../domain/limits.ts";
import type { FeedPlace } from "../feeds/feed.ts";
import type { Sql } from "../sql.ts";

const DAY_MS = 86_400_000;

/** The state of a feed when its rows were last completed. */
export interface AssembledFeed {
  userId: UserId;
  followsRev: number;
  activeAt: number;
}

/** Returns whether the rows of a feed are complete: no new follows, a recently active reader. */
export async function isFeedComplete(sql: Sql, feed: AssembledFeed): Promise<boolean> {
  const { userId, followsRev, activeAt } = feed;
  const daysAgo = (Date.now() - activeAt) / DAY_MS;
  const [reader] = await sql`
    select from users where id = ${userId} and follows_rev = ${followsRev}`;
  return reader !== undefined && daysAgo < FEED_ACTIVE_DAYS - 1;
}

/**
 * Returns those of these places that must be among the rows of a reader. Excluded are the reader's
 * own places, those of authors with too many followers for a fan-out, and undelivered ones.
 */
export async function keepWritten(
  sql: Sql,
  readerId: UserId,
  places: readonly FeedPlace[],
  fanOutLimit: number,
): Promise<FeedPlace[]> {
  const rows = await sql<{ sortId: string }[]>`
    select w.sort_id
    from unnest(
      ${places.map((place) => place.sortId)}::uuid[],
      ${places.map((place) => place.postId)}::uuid[],
      ${places.map((place) => place.reposterId ?? place.authorId)}::uuid[]
    ) as w (sort_id, post_id, doer_id)
    join posts p on p.id = w.post_id
    join users a on a.id = w.doer_id
    where w.doer_id <> ${readerId} and a.followers_count <= ${fanOutLimit}
      and (p.privacy <> 'private' or w.doer_id <> p.author_id) and p.deleted_at is null
      and not exists (
        select from outbox o
        where o.event ->> 'postId' = p.id::text
          and o.event ->> 'type' in ('post.created', 'feed.fan_out'))`;
  const written = new Set(rows.map((row) => row.sortId));
  return places.filter((place) => written.has(place.sortId));
}

/**
 * Returns those of these places that are wrong: the post does not exist, or has another place or
 * author, or another repost has the place. Places of withdrawn reposts and of erased posts may stay
 * in feeds, so they are not wrong.
 */
export async function findWrongPlaces(
  sql: Sql,
  places: readonly FeedPlace[],
): Promise<FeedPlace[]> {
  const young = firstIdAt(Date.now() - POST_RESTORE_DAYS * DAY_MS);
  const rows = await sql<FeedPlace[]>`
    select f.sort_id, f.post_id, f.author_id, f.reposter_id
    from unnest(${places.map((place) => place.sortId)}::uuid[],
      ${places.map((place) => place.postId)}::uuid[],
      ${places.map((place) => place.authorId)}::uuid[],
      ${places.map((place) => place.reposterId ?? null)}::uuid[]
    ) as f (sort_id, post_id, author_id, reposter_id)
    left join posts p on p.id = f.post_id
    where case when p.id is null then f.sort_id > ${young}
      else p.author_id <> f.author_id or f.reposter_id is null
        and coalesce(p.sort_id, p.archived_sort_id) is distinct from f.sort_id
      end or exists (
        select from reposts r
        where r.id = f.sort_id
          and (r.post_id <> f.post_id or f.reposter_id is distinct from r.user_id))`;
  return [...rows];
}
