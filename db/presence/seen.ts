import type { UserId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";
import { userVisibleTo } from "../visibility.ts";

/** When somebody was last online, as far as it is recorded. */
export interface LastSeen {
  userId: UserId;
  lastSeenAt: Date | null;
}

/** Records until when people were online, in Unix milliseconds. Nothing is recorded of the hidden. */
export async function recordSeen(
  sql: Sql,
  seen: readonly { userId: UserId; at: number }[],
): Promise<void> {
  await sql`
    with given as (
      select user_id, max(to_timestamp(at / 1000)) as at
      from unnest(
        ${seen.map(({ userId }) => userId)}::uuid[],
        ${seen.map(({ at }) => at)}::float8[]
      ) as given (user_id, at)
      group by user_id
    ), locked as (
      select u.id from users u
      where u.id in (select user_id from given) and u.shows_presence
      order by u.id
      for no key update
    )
    update users u
    set last_seen_at = greatest(u.last_seen_at, g.at)
    from given g join locked l on l.id = g.user_id
    where u.id = g.user_id`;
}

/**
 * The one rule of presence: returns those of these people of whom the viewer learns whether they
 * are online. They follow each other, or share a DM or a group that both have accepted. Both must
 * show their presence.
 */
export async function listSeen(
  sql: Sql,
  viewerId: UserId,
  userIds: readonly UserId[],
): Promise<LastSeen[]> {
  return await sql<LastSeen[]>`
    select u.id as user_id, u.last_seen_at
    from users u
    where u.id = any(${userIds}::uuid[]) and u.id <> ${viewerId} and u.shows_presence
      and exists (select from users v where v.id = ${viewerId} and v.shows_presence)
      and ${userVisibleTo(sql, sql`u.id`, viewerId)}
      and (
        exists (select from follows f where f.follower_id = ${viewerId} and f.followee_id = u.id)
        and exists (
          select from follows f where f.follower_id = u.id and f.followee_id = ${viewerId})
        or exists (
          select from conversation_members mine
            join conversation_members theirs on theirs.conversation_id = mine.conversation_id
            join conversations c on c.id = mine.conversation_id
          where mine.user_id = ${viewerId} and theirs.user_id = u.id
            and mine.status = 'accepted' and theirs.status = 'accepted'
            and c.deleted_at is null)
      )
    order by array_position(${userIds}::uuid[], u.id)`;
}
