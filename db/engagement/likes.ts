import type postgres from "postgres";
import { invalidationsIn, invalidationsText } from "../../domain/events/invalidations.ts";
import { newId, type PostId, type UserId } from "../../domain/ids.ts";
import { type Db, recordedEvent, type StoredEvent, withUnknownOutcome } from "../transact.ts";
import { lazyFragment, type Sql } from "../sql.ts";
import { laneInRows } from "../../domain/events/lanes.ts";
import { partBit } from "../outbox/parts.ts";
import { type Page, pageOf } from "../page.ts";
import { wantsInApp } from "../notifications/preferences.ts";
import { userVisibleTo, visibleTo } from "../visibility.ts";

/** A like to add or take back. */
export interface LikeChange {
  postId: PostId;
  userId: UserId;
  isLiked: boolean;
}

/**
 * Adds likes and takes them back in one statement, with one event (decision 10). Returns the result
 * of each change, or null if the user does not see the post.
 * Two changes must not share both the user and the post. The steps of the statement:
 *
 * 1. `wanted`: the changes as rows. Each array is inside of a select, which hides its length from
 *    the planner: one generic plan serves every size of a batch.
 * 2. `locked`: their posts, locked in order, so that two batches never deadlock. Each post is
 *    locked once, which costs less than locking the rows of a join.
 * 3. `likers`: their users, who cannot be deleted meanwhile.
 * 4. `visible`: the changes whose user sees the post.
 * 5. `added` and `removed`: the likes that did not exist, and those that did.
 * 6. `changed`: the sum of both by post.
 * 7. `counted`: the new counters of each post, with its part of the event.
 * 8. `recorded`: the event, if anything has changed.
 * 9. `told`: what all instances must forget, and the counters that they take instead.
 *
 * The event is written as text: building it from JSON values takes ten times as long.
 */
export async function changeLikes(
  db: Db,
  changes: readonly LikeChange[],
): Promise<(Changed | null)[]> {
  const { sql, writerId: { value: writerId } } = db;
  const postIds = new Set(changes.map(({ postId }) => postId));
  const userIds = new Set(changes.map(({ userId }) => userId));
  const id = newId();
  const event = JSON.stringify({ origin: writerId, at: Date.now(), type: "likes.changed" });
  const eventStart = event.slice(0, -1);
  const outdated = invalidationsIn("viewer_states", [...userIds]);
  const writing = sql<(Answer | { event: StoredEvent["event"]; xid: string })[]>`
    with wanted as (
      select * from unnest(
        (select ${arrayOf(changes.map(({ postId }) => postId))}::text)::uuid[],
        (select ${arrayOf(changes.map(({ userId }) => userId))}::text)::uuid[],
        (select ${arrayOf(changes.map(({ isLiked }) => isLiked ? 1 : 0))}::text)::int[],
        (select ${arrayOf(changes.map(() => newId()))}::text)::uuid[]
      ) with ordinality as w (post_id, user_id, is_liked, id, position)
    ), locked as (
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
      returning p.id, p.likes_count, p.author_id, c.liked, c.unliked,
        ${countersText(sql)} as counters
    ), recorded as (
      insert into outbox (id, lane, parts, event)
      select ${id}, ${laneInRows("main")}, bit_or(${authorBit(sql)}),
        (${eventStart} || ',"posts":[' || string_agg(${likedPostText(sql)}, ',') || ']}')::json
      from counted having count(*) > 0
      returning event
    ), told as (
      insert into invalidations (writer, entries, counters)
      select ${writerId}, ${invalidationsText(outdated)},
        ('[' || string_agg(counters, ',') || ']')::json
      from counted having count(*) > 0
    )
    select v.position::int - 1 as position, coalesce(c.likes_count, v.likes_count) as likes,
      null as event, null as xid
    from visible v left join counted c on c.id = v.post_id
    union all
    select null, null, event, pg_current_xact_id()::text from recorded`;
  const rows = await withUnknownOutcome(db, writing, () => outdated);
  let xid: number | null = null;
  const likes = changes.map((): number | null => null);
  for (const row of rows) {
    if (row.event === null) {
      likes[row.position] = row.likes;
      continue;
    }
    xid = Number(row.xid);
    db.committed([recordedEvent({ id, event: row.event })], xid);
  }
  return likes.map((likes) => likes === null ? null : { likes, xid });
}

/** The result of a change. */
export interface Changed {
  /** How many likes the post has after all changes of the batch. */
  likes: number;
  /** The number of the transaction, or null if it has changed nothing. */
  xid: number | null;
}

interface Answer {
  position: number;
  likes: number;
  event: null;
}

/** Returns an array as Postgres writes it. These values need none of the driver's escaping. */
const arrayOf = (values: Iterable<string | number>) => `{${[...values].join(",")}}`;

/** Returns a row of likes as the JSON text of a `Like`. */
function likeText(sql: Sql, l: postgres.Fragment) {
  return sql`format('{"id":"%s","userId":"%s","rev":%s,"isTold":%s}',
    ${l}.id, ${l}.user_id, ${l}.rev, ${l}.is_told::text)`;
}

/** Returns the counters of a post as the JSON text of `Counters`. */
const countersText = lazyFragment((sql) =>
  sql`format('{"postId":"%s","likes":%s,"comments":%s,"reposts":%s,"rev":%s}',
    p.id, p.likes_count, p.comments_count, p.reposts_count, p.counters_rev)`
);
/** Returns a post and its changes as the JSON text of a `LikedPost`. */
const likedPostText = lazyFragment((sql) =>
  sql`format('{"authorId":"%s","counters":%s,"liked":[%s],"unliked":[%s]}',
    author_id, counters, liked, unliked)`
);
const authorBit = lazyFragment((sql) => partBit(sql, sql`author_id`));
const isSeen = lazyFragment((sql) => visibleTo(sql, sql`w.user_id`));
const isWanted = lazyFragment((sql) => wantsInApp(sql, sql`v.author_id`, sql`'like'`));
const gainedText = lazyFragment((sql) => likeText(sql, sql`likes`));
const lostText = lazyFragment((sql) => likeText(sql, sql`l`));

/** The users who like a post and whom the viewer sees, newest first. */
export async function listLikes(
  sql: Sql,
  viewerId: UserId | null,
  postId: PostId,
  before: string | null,
  limit: number,
): Promise<Page<{ id: string; userId: UserId }>> {
  const rows = await sql<{ id: string; userId: UserId }[]>`
    select id, user_id from likes
    where post_id = ${postId} and ${userVisibleTo(sql, sql`user_id`, viewerId)}
      ${before === null ? sql`` : sql`and id < ${before}`}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}
