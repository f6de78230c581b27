import type postgres from "postgres";
import { newId, type UserId } from "../../domain/ids.ts";
import {
  SUGGESTIONS_FOLLOWED_MAX,
  SUGGESTIONS_FRIENDS_MAX,
  SUGGESTIONS_MAX,
} from "../../domain/limits.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { isActive, userVisibleTo } from "../visibility.ts";

/** A suggested user, and the number and latest three of the user's friends who follow them. */
export interface Suggestion {
  userId: UserId;
  friendIds: UserId[];
  friendsCount: number;
}

/**
 * Suggests people who are followed by people whom the user follows (friends). Followers may see
 * these lists, even of private accounts. People with the most friends among their followers come
 * first. Only the latest follows of the latest friends are read, which bounds the cost.
 */
export async function listFollowedByFriends(sql: Sql, userId: UserId): Promise<Suggestion[]> {
  return await sql<Suggestion[]>`
    with friends as (
      select f.followee_id as id, f.id as since from follows f join users u on u.id = f.followee_id
      where f.follower_id = ${userId} and ${isActive(sql, sql`u`)}
        and not ${isMutedBy(sql, sql`u.id`, userId)}
      order by f.id desc limit ${SUGGESTIONS_FRIENDS_MAX}
    ),
    known as (
      select followed.id as user_id, count(*)::int as friends_count,
        (array_agg(friends.id order by friends.since desc))[1:3] as friend_ids
      from friends cross join lateral (
        select followee_id as id from follows where follower_id = friends.id
        order by id desc limit ${SUGGESTIONS_FOLLOWED_MAX}
      ) as followed
      group by followed.id
    )
    select user_id, friend_ids, friends_count from known
    where ${isSuggestible(sql, sql`user_id`, userId)}
    order by friends_count desc, user_id desc limit ${SUGGESTIONS_MAX}`;
}

/** Returns those of these people who can be suggested to the user. */
export async function suggestibleAmong(
  sql: Sql,
  userId: UserId,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`
    select u.id from users u
    where u.id = any(${ids}::uuid[]) and ${isSuggestible(sql, sql`u.id`, userId)}`;
  return new Set(rows.map(({ id }) => id));
}

/** Records that a person must never be suggested to the user again. */
export async function dismissSuggestion(
  { sql }: Tx,
  userId: UserId,
  dismissedId: string,
): Promise<void> {
  await sql`
    insert into suggestion_dismissals (id, user_id, dismissed_id)
    values (${newId()}, ${userId}, ${dismissedId}) on conflict do nothing`;
}

function isSuggestible(sql: Sql, person: postgres.Fragment, userId: UserId) {
  return sql`(
    ${person} <> ${userId} and ${userVisibleTo(sql, person, userId)}
    and not ${isMutedBy(sql, person, userId)}
    and not exists (
      select from follows x where x.follower_id = ${userId} and x.followee_id = ${person})
    and not exists (
      select from follow_requests x where x.requester_id = ${userId} and x.target_id = ${person})
    and not exists (
      select from suggestion_dismissals x
      where x.user_id = ${userId} and x.dismissed_id = ${person})
  )`;
}

function isMutedBy(sql: Sql, person: postgres.Fragment, userId: UserId) {
  return sql`exists (
    select from mutes x where x.user_id = ${userId} and x.muted_id = ${person} and x.until > now())`;
}
