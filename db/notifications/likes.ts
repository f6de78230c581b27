import type { PostId, UserId } from "../../domain/ids.ts";
import type { CoalescedLikes } from "../../domain/engagement/likes.ts";
import { ACTORS_SHOWN } from "../../domain/limits.ts";
import type { ChangedNotification } from "../../domain/notifications/deltas.ts";
import { lazyFragment, type Sql } from "../sql.ts";
import { visibleTo } from "../visibility.ts";

// A notification of likes has the likes of one post whose `rev` is in its range. The events of a
// post are delivered in that order, so ranges do not overlap. Its actors are rows of `likes`.

/** Adds likes to the open notification of each post, and creates those that are missing. */
export async function insertLikeCauses(
  sql: Sql,
  all: readonly CoalescedLikes[],
): Promise<ChangedNotification[]> {
  const likes = all.filter(({ liked }) => liked.length > 0);
  if (likes.length === 0) return [];
  // A sub-select hides the length of an array from the planner, so one plan serves all batches.
  const rows = await sql<{ notificationId: string; userId: UserId; postId: PostId }[]>`
    insert into notifications as n
      (id, user_id, type, post_id, is_open, actors_count, likes_from, likes_to, actor_ids)
    select w.id, w.user_id, 'like', w.post_id, true, w.count, w.first, w.last, w.actor_ids::uuid[]
    from unnest(
      (select ${likes.map(({ liked }) => liked[0]!.id)}::uuid[]),
      (select ${likes.map(({ authorId }) => authorId)}::uuid[]),
      (select ${likes.map(({ postId }) => postId)}::uuid[]),
      (select ${likes.map(({ liked }) => liked.length)}::int[]),
      (select ${likes.map(({ liked }) => liked[0]!.rev)}::int[]),
      (select ${likes.map(({ liked }) => liked.at(-1)!.rev)}::int[]),
      (select ${likes.map(({ liked }) => latestActors(liked))}::text[])
    ) as w (id, user_id, post_id, count, first, last, actor_ids)
    join posts p on p.id = w.post_id
    where ${isSeen(sql)}
    on conflict (user_id, type, post_id, comment_id) where is_open do update
    set actors_count = n.actors_count + excluded.actors_count, rev = n.rev + 1,
      likes_to = excluded.likes_to,
      actor_ids = (excluded.actor_ids || n.actor_ids)[1:${ACTORS_SHOWN}]
    returning n.id as notification_id, n.user_id, n.post_id`;
  const eventOf = new Map(likes.map(({ postId, eventId }) => [postId, eventId]));
  return rows.map(({ postId, ...row }) => ({ ...row, eventId: eventOf.get(postId)! }));
}

const isSeen = lazyFragment((sql) => visibleTo(sql, sql`w.user_id`));

/** Returns the newest actors as the text of a Postgres array. */
function latestActors(liked: CoalescedLikes["liked"]): string {
  return `{${liked.slice(-ACTORS_SHOWN).reverse().map(({ userId }) => userId)}}`;
}

/** Removes likes that were taken back from their notifications. */
export async function retractLikeCauses(
  sql: Sql,
  all: readonly CoalescedLikes[],
): Promise<ChangedNotification[]> {
  const unlikes = all.flatMap(({ unliked, ...net }) => unliked.map((like) => ({ ...net, like })));
  if (unlikes.length === 0) return [];
  const rows = await sql<ChangedNotification[]>`
    with retracted as (
    select n.id, count(*)::int as count, array_agg(w.actor_id) as actor_ids,
        max(w.event_id::text)::uuid as event_id
      from unnest(
        ${unlikes.map(({ postId }) => postId)}::uuid[],
        ${unlikes.map(({ like }) => like.userId)}::uuid[],
        ${unlikes.map(({ like }) => like.rev)}::int[],
        ${unlikes.map(({ eventId }) => eventId)}::uuid[]
      ) as w (post_id, actor_id, rev, event_id)
      join notifications n on n.post_id = w.post_id and w.rev between n.likes_from and n.likes_to
      group by n.id
    )
    update notifications n
    set actors_count = n.actors_count - r.count, rev = n.rev + 1,
    actor_ids = case when n.actor_ids && r.actor_ids then array(
        select l.user_id from likes l
        where l.post_id = n.post_id and l.rev between n.likes_from and n.likes_to
          and l.is_told
        order by l.id desc limit ${ACTORS_SHOWN}
      ) else n.actor_ids end
    from retracted r where n.id = r.id
    returning n.id as notification_id, n.user_id, r.event_id`;
  return [...rows];
}
