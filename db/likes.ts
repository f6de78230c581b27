import type postgres from "postgres";
import type { LikedPost } from "../domain/likes.ts";
import type { Counters } from "../domain/posts.ts";
import { newId } from "../domain/ids.ts";
import type { Db } from "./transact.ts";
import type { Sql } from "./sql.ts";
import { type Page, pageOf } from "./page.ts";
import { wantsInApp } from "./preferences.ts";
import { userVisibleTo, visibleTo } from "./visibility.ts";

/** A like to be made or taken back. */
export interface LikeChange {
  postId: string;
  userId: string;
  isLiked: boolean;
}

/**
 * The counters of each `post user` pair whose user sees the post. One statement, and so one
 * transaction and one trip: a batch of likes waits for Postgres once. Its changes are one event.
 */
export async function changeLikes(db: Db, changes: LikeChange[]): Promise<Map<string, Counters>> {
  const { sql, origin } = db;
  // Of what is inside of a select the planner does not see how long it is: one plan is for all.
  const array = (values: Iterable<string | number>) => sql`(select ${arrayOf(values)}::text)`;
  const [eventId, at] = [newId(), Date.now()];
  const rows = await sql<AnsweredPost[]>`
    with wanted as (
      select * from unnest(
        ${array(changes.map(({ postId }) => postId))}::uuid[],
        ${array(changes.map(({ userId }) => userId))}::uuid[],
        ${array(changes.map(({ isLiked }) => isLiked ? 1 : 0))}::int[],
        ${array(changes.map(() => newId()))}::uuid[]
      ) as w (post_id, user_id, is_liked, id)
    ), locked as (
      -- In order, so that two batches never wait for each other; and each once, which is less work
      -- than to lock what is joined.
      select * from posts
      where id = any(${array(new Set(changes.map(({ postId }) => postId)))}::uuid[])
      order by id
      for no key update
    ), likers as (
      select id from users
      where id = any(${array(new Set(changes.map(({ userId }) => userId)))}::uuid[])
      order by id
      for key share
    ), visible as (
      select w.*, p.author_id, p.likes_count, p.comments_count, p.reposts_count, p.counters_rev
      from wanted w join locked p on p.id = w.post_id join likers u on u.id = w.user_id
      where ${visibleTo(sql, sql`w.user_id`)}
    ), added as (
      insert into likes (id, post_id, user_id, rev, is_told)
      select id, post_id, user_id, counters_rev + 1, user_id <> author_id and not exists (
        select from mutes m
        where m.user_id = v.author_id and m.muted_id = v.user_id and m.until > now())
        and ${wantsInApp(sql, sql`v.author_id`, sql`'like'`)}
      from visible v where is_liked = 1
      on conflict do nothing
      returning post_id, user_id, id, rev, is_told
    ), removed as (
      delete from likes l using visible v
      where v.is_liked = 0 and l.post_id = v.post_id and l.user_id = v.user_id
      returning l.post_id, l.user_id, l.id, l.rev, l.is_told
    ), changed as (
      select *, 1 as delta from added union all select *, -1 from removed
    ), answered as (
      select v.post_id, v.author_id, array_agg(v.user_id) as seen_by,
        jsonb_build_object('postId', v.post_id,
          'likes', v.likes_count + coalesce(sum(c.delta), 0), 'comments', v.comments_count,
          'reposts', v.reposts_count, 'rev', v.counters_rev + (count(c.id) > 0)::int) as counters,
        ${likesWhere(sql, sql`c.delta = 1`)} as liked,
        ${likesWhere(sql, sql`c.delta = -1`)} as unliked
      from visible v left join changed c on c.post_id = v.post_id and c.user_id = v.user_id
      group by v.post_id, v.author_id, v.likes_count, v.comments_count, v.reposts_count,
        v.counters_rev
    ), counted as (
      update posts p
      set likes_count = (a.counters ->> 'likes')::int, counters_rev = (a.counters ->> 'rev')::int
      from answered a
      where p.id = a.post_id and (a.counters ->> 'rev')::int > p.counters_rev
    ), recorded as (
      insert into outbox (id, lane, event)
      select ${eventId}, 'main', jsonb_build_object('origin', ${origin}::text,
        'at', ${at}::float8, 'type', 'likes.changed', 'posts', jsonb_agg(jsonb_build_object(
          'authorId', author_id, 'counters', counters, 'liked', liked, 'unliked', unliked)))
      from answered where liked <> '[]' or unliked <> '[]'
      having count(*) > 0
    )
    select author_id, counters, liked, unliked, seen_by from answered`;
  const posts = rows.filter(({ liked, unliked }) => liked.length + unliked.length > 0)
    .map(({ seenBy: _, ...post }) => post);
  if (posts.length > 0) {
    db.committed([{ id: eventId, origin, at, event: { type: "likes.changed", posts } }]);
  }
  return new Map(
    rows.flatMap(({ counters, seenBy }) =>
      seenBy.map((userId) => [`${counters.postId} ${userId}`, counters] as const)
    ),
  );
}

/** An array as Postgres writes it. None of these values needs the escaping that the driver would do. */
const arrayOf = (values: Iterable<string | number>) => `{${[...values].join(",")}}`;

type AnsweredPost = LikedPost & { seenBy: string[] };

function likesWhere(sql: Sql, condition: postgres.PendingQuery<postgres.Row[]>) {
  return sql`coalesce(
    jsonb_agg(jsonb_build_object('id', c.id, 'userId', c.user_id, 'rev', c.rev,
      'isTold', c.is_told))
      filter (where ${condition}), '[]')`;
}

/** Who likes a post, of the people whom the viewer sees, newest first. */
export async function listLikes(
  sql: Sql,
  viewerId: string | null,
  postId: string,
  before: string | null,
  limit: number,
): Promise<Page<{ id: string; userId: string }>> {
  const rows = await sql<{ id: string; userId: string }[]>`
    select id, user_id from likes
    where post_id = ${postId} and ${userVisibleTo(sql, sql`user_id`, viewerId)}
      ${before === null ? sql`` : sql`and id < ${before}`}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}
