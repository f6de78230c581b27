import type postgres from "postgres";
import type { Sql } from "./sql.ts";

/** A viewer: an id, a column, or null for somebody without an account. */
export type ViewerId = string | postgres.Fragment | null;

/**
 * The one rule of visibility for posts, as a condition on the table aliased `p`.
 * `domain/posts/visibility.ts` has the same rule for values.
 */
export function visibleTo(sql: Sql, viewerId: ViewerId) {
  if (viewerId === null) {
    return sql`(
      p.deleted_at is null and p.takedown_id is null and p.status = 'published'
      and p.privacy = 'public' and p.space_id is null and exists (
        select from users a
        where a.id = p.author_id and ${isActive(sql, sql`a`)} and not a.is_private)
    )`;
  }
  const follows = sql`exists (
    select from follows f where f.follower_id = ${viewerId} and f.followee_id = p.author_id)`;
  const isCloseFriend = sql`exists (
    select from close_friends c where c.friend_id = ${viewerId} and c.user_id = p.author_id)`;
  const isGranted = sql`exists (
    select from post_grants g where g.post_id = p.id and g.user_id = ${viewerId})`;
  return sql`(
    p.deleted_at is null and ${isInSpace(sql, viewerId)} and (
      p.author_id = ${viewerId}
      or p.status = 'published' and p.takedown_id is null and exists (
        select from users a
        where a.id = p.author_id and ${isActive(sql, sql`a`)}
          and (
            p.space_id is not null
            or case p.privacy
              when 'public' then not a.is_private or ${follows}
              when 'followers' then ${follows}
              when 'close_friends' then ${isCloseFriend} and (not a.is_private or ${follows})
              else false
            end
            or ${isGranted}
          )
          and not ${isBlocked(sql, sql`a.id`, viewerId)})
    )
  )`;
}

/**
 * Whether a person is a member of the living space of a post (table alias `p`). Of a post without a
 * space everybody is.
 */
export function isInSpace(sql: Sql, userId: ViewerId) {
  return sql`(
    p.space_id is null or exists (
      select from space_members i join spaces l on l.id = i.space_id
      where i.space_id = p.space_id and i.user_id = ${userId} and l.deleted_at is null)
  )`;
}

/** The one rule of visibility for people, as a condition on a column with their id. */
export function userVisibleTo(sql: Sql, userId: postgres.Fragment, viewerId: ViewerId) {
  const isThere = sql`exists (
    select from users v where v.id = ${userId} and ${isActive(sql, sql`v`)})`;
  if (viewerId === null) return isThere;
  return sql`(
    ${userId} = ${viewerId}
    or ${isThere} and not ${isBlocked(sql, userId, viewerId)}
  )`;
}

/**
 * The same rule for a user whose row is joined (a table alias). A long list that ends early is read
 * along its index by this, where the other form may read all users first.
 */
export function joinedUserVisibleTo(sql: Sql, user: postgres.Fragment, viewerId: string) {
  return sql`(
    ${user}.id = ${viewerId}
    or ${isActive(sql, user)} and not ${isBlocked(sql, sql`${user}.id`, viewerId)}
  )`;
}

/** Whether a user (a table alias) is neither suspended nor deleted. */
export function isActive(sql: Sql, user: postgres.Fragment) {
  return sql`(${user}.suspended_at is null and ${user}.deleted_at is null)`;
}

/** Whether one of two people blocks the other. */
export function isBlocked(sql: Sql, userId: postgres.Fragment | string, viewerId: ViewerId) {
  return sql`(
    exists (
      select from blocks b where b.blocker_id = ${viewerId} and b.blocked_id = ${userId})
    or exists (
      select from blocks b where b.blocker_id = ${userId} and b.blocked_id = ${viewerId})
  )`;
}

/** The one rule of visibility for boards, as a condition on the table aliased `bd`. */
export function boardVisibleTo(sql: Sql, viewerId: ViewerId) {
  if (viewerId === null) {
    return sql`(
      bd.privacy = 'public' and exists (
        select from users o
        where o.id = bd.owner_id and ${isActive(sql, sql`o`)} and not o.is_private)
    )`;
  }
  const follows = sql`exists (
    select from follows f where f.follower_id = ${viewerId} and f.followee_id = bd.owner_id)`;
  return sql`(
    bd.owner_id = ${viewerId} or exists (
      select from users o
      where o.id = bd.owner_id and ${isActive(sql, sql`o`)}
        and (
          case bd.privacy
            when 'public' then not o.is_private or ${follows}
            when 'followers' then ${follows}
            else false
          end
          or exists (
            select from board_collaborators w
            where w.board_id = bd.id and w.user_id = ${viewerId})
        )
        and not ${isBlocked(sql, sql`o.id`, viewerId)})
  )`;
}
