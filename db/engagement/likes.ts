import type postgres from "postgres";
import { invalidationsIn } from "../../domain/events/invalidations.ts";
import { newId } from "../../domain/ids.ts";
import { type Db, recordedEvent, type StoredEvent, withUnknownOutcome } from "../transact.ts";
import { lazyFragment, type Sql } from "../sql.ts";
import { type Page, pageOf } from "../page.ts";
import { wantsInApp } from "../notifications/preferences.ts";
import { userVisibleTo, visibleTo } from "../visibility.ts";

/** A like to be made or taken back. */
export interface LikeChange {
  postId: string;
  userId: string;
  isLiked: boolean;
}

/**
 * How many likes each change's post has after all of them; null where the user does not see the
 * post. One statement, and so one transaction and one trip: a batch of likes waits for Postgres
 * once. Its changes are one event. No two changes may be of one user and one post.
 */
export async function changeLikes(
  db: Db,
  changes: readonly LikeChange[],
): Promise<(number | null)[]> {
  const { sql, writerId: { value: writerId } } = db;
  const postIds = new Set(changes.map(({ postId }) => postId));
  const userIds = new Set(changes.map(({ userId }) => userId));
  const id = newId();
  const event = JSON.stringify({ origin: writerId, at: Date.now(), type: "likes.changed" }).slice(
    0,
    -1,
  );
  const writing = sql<(Answer | { event: StoredEvent["event"] })[]>`
    with wanted as (
      -- Of what is inside of a select the planner does not see how long it is: one plan is for all.
      select * from unnest(
        (select ${arrayOf(changes.map(({ postId }) => postId))}::text)::uuid[],
        (select ${arrayOf(changes.map(({ userId }) => userId))}::text)::uuid[],
        (select ${arrayOf(changes.map(({ isLiked }) => isLiked ? 1 : 0))}::text)::int[],
        (select ${arrayOf(changes.map(() => newId()))}::text)::uuid[]
      ) with ordinality as w (post_id, user_id, is_liked, id, position)
    ), locked as (
      -- In order, so that two batches never wait for each other; and each once, which is less work
      -- than to lock what is joined.
      select * from posts
      where id = any((select ${arrayOf(postIds)}::text)::uuid[])
      order by id
      for no key update
    ), likers as (
      select id from users
      where id = any((select ${arrayOf(userIds)}::text)::uuid[])
      order by id
      for key share
    ), visible as (
      select w.*, p.author_id, p.likes_count, p.counters_rev
      from wanted w join locked p on p.id = w.post_id join likers u on u.id = w.user_id
      where ${isSeen(sql)}
    ), added as (
      insert into likes (id, post_id, user_id, rev, is_told)
      select id, post_id, user_id, counters_rev + 1, user_id <> author_id and not exists (
        select from mutes m
        where m.user_id = v.author_id and m.muted_id = v.user_id and m.until > now())
        and ${isWanted(sql)}
      from visible v where is_liked = 1
      on conflict do nothing
      returning post_id, ${gainedText(sql)} as gained, null as lost
    ), removed as (
      delete from likes l using visible v
      where v.is_liked = 0 and l.post_id = v.post_id and l.user_id = v.user_id
      returning l.post_id, null, ${lostText(sql)}
    ), changed as (
      select post_id, count(gained) - count(lost) as delta,
        coalesce(string_agg(gained, ','), '') as liked,
        coalesce(string_agg(lost, ','), '') as unliked
      from (select * from added union all select * from removed) as c group by post_id
    ), counted as (
      update posts p
      set likes_count = p.likes_count + c.delta, counters_rev = p.counters_rev + 1
      from changed c where p.id = c.post_id
      returning p.id, p.likes_count, format(
        '{"authorId":"%s","counters":{"postId":"%s","likes":%s,"comments":%s,"reposts":%s,"rev":%s},' ||
          '"liked":[%s],"unliked":[%s]}',
        p.author_id, p.id, p.likes_count, p.comments_count, p.reposts_count, p.counters_rev,
        c.liked, c.unliked) as text
    ), recorded as (
      -- Written as text: to build such values of JSON takes ten times as long.
      insert into outbox (id, lane, event)
      select ${id}, 'main', (${event} || ',"posts":[' || string_agg(text, ',') || ']}')::json
      from counted having count(*) > 0
      returning event
    )
    select v.position::int - 1 as position, coalesce(c.likes_count, v.likes_count) as likes,
      null as event
    from visible v left join counted c on c.id = v.post_id
    union all
    select null, null, event from recorded`;
  const invalidations = () => invalidationsIn("viewer_states", [...userIds]);
  const rows = await withUnknownOutcome(db, writing, invalidations);
  const likes = changes.map((): number | null => null);
  for (const row of rows) {
    if (row.event === null) likes[row.position] = row.likes;
    else db.committed([recordedEvent({ id, event: row.event })]);
  }
  return likes;
}

interface Answer {
  position: number;
  likes: number;
  event: null;
}

/** An array as Postgres writes it. None of these values needs the escaping that the driver would do. */
const arrayOf = (values: Iterable<string | number>) => `{${[...values].join(",")}}`;

/** A row of likes as events carry it, in JSON. */
function likeText(sql: Sql, l: postgres.Fragment) {
  return sql`format('{"id":"%s","userId":"%s","rev":%s,"isTold":%s}',
    ${l}.id, ${l}.user_id, ${l}.rev, ${l}.is_told::text)`;
}

const isSeen = lazyFragment((sql) => visibleTo(sql, sql`w.user_id`));
const isWanted = lazyFragment((sql) => wantsInApp(sql, sql`v.author_id`, sql`'like'`));
const gainedText = lazyFragment((sql) => likeText(sql, sql`likes`));
const lostText = lazyFragment((sql) => likeText(sql, sql`l`));

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
