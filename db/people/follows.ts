import { newId, type UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { acceptRequestsOf } from "../conversations/requests.ts";
import { type LockedUser, lockUsers } from "../locks.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { isBlocked } from "../visibility.ts";

/** The state of a follow after a write, and the followee's number of followers. */
export interface FollowState {
  userId: UserId;
  isFollowing: boolean;
  requested: boolean;
  followersCount: number;
}

/** Follows a user, or asks a private account for it. Repeating it changes nothing. */
export async function followUser(
  tx: Tx,
  followerId: UserId,
  followeeId: UserId,
): Promise<FollowState> {
  if (followerId === followeeId) {
    throw new AppError("unprocessable", "You cannot follow yourself.");
  }
  const { isPrivate, followersCount } = await lockPair(tx.sql, followerId, followeeId);
  const state = { userId: followeeId, isFollowing: true, requested: false, followersCount };
  if (await isFollowing(tx.sql, followerId, followeeId)) return state;
  if (isPrivate) {
    await requestFollow(tx, followerId, followeeId);
    return { ...state, isFollowing: false, requested: true };
  }
  await insertFollows(tx, [followerId], followeeId, { isAccepted: false });
  return { ...state, followersCount: followersCount + 1 };
}

/** Ends a follow, or the request for one. Does nothing if there is none. */
export async function unfollowUser(
  tx: Tx,
  followerId: UserId,
  followeeId: UserId,
): Promise<FollowState> {
  const { followersCount } = await lockPair(tx.sql, followerId, followeeId);
  const ended = await endFollow(tx, followerId, followeeId) ? 1 : 0;
  return {
    userId: followeeId,
    isFollowing: false,
    requested: false,
    followersCount: followersCount - ended,
  };
}

/** Ends another person's follow of the user, or their request for one. */
export async function removeFollower(tx: Tx, userId: UserId, followerId: UserId): Promise<void> {
  await lockPair(tx.sql, followerId, userId);
  await endFollow(tx, followerId, userId);
}

/**
 * Locks two people, so that their relations do not change, and returns the second one. Fails with
 * `not_found` if one of them blocks the other.
 */
export async function lockPair(sql: Sql, userId: UserId, otherId: UserId): Promise<LockedUser> {
  const [, other] = await lockUsers(sql, [userId, otherId]);
  const [blocked] = await sql`select where ${isBlocked(sql, otherId, userId)}`;
  if (blocked) throw new AppError("not_found", "Not found.");
  return other;
}

/**
 * Inserts new follows of one locked person, and updates the counters. Followers accept the requests
 * of whom they follow.
 */
export async function insertFollows(
  tx: Tx,
  followerIds: readonly UserId[],
  followeeId: UserId,
  { isAccepted }: { isAccepted: boolean },
): Promise<void> {
  const { sql, record } = tx;
  const follows = followerIds.map((followerId) => ({ id: newId(), followerId, followeeId }));
  await sql`
    insert into follows (id, follower_id, followee_id)
    select f.id, f.follower_id, ${followeeId}
    from unnest(${follows.map(({ id }) => id)}::uuid[], ${followerIds}::uuid[])
      as f (id, follower_id)`;
  await sql`
    update users set following_count = following_count + 1, follows_rev = follows_rev + 1
    where id = any(${followerIds}::uuid[])`;
  await sql`
    update users set followers_count = followers_count + ${follows.length}
    where id = ${followeeId}`;
  await acceptRequestsOf(tx, followerIds, followeeId);
  record(...follows.map((follow) => ({ type: "follow.created" as const, ...follow, isAccepted })));
}

/** Ends a follow or the request for one; returns whether there was a follow. */
export async function endFollow(
  { sql, record }: Tx,
  followerId: UserId,
  followeeId: UserId,
): Promise<boolean> {
  const { count: requests } = await sql`
    delete from follow_requests
    where requester_id = ${followerId} and target_id = ${followeeId}`;
  if (requests > 0) {
    record({ type: "follow_request.ended", requesterId: followerId, targetId: followeeId });
  }
  const { count } = await sql`
    delete from follows where follower_id = ${followerId} and followee_id = ${followeeId}`;
  if (count === 0) return false;
  await sql`
    update users set
      followers_count = followers_count - (id = ${followeeId})::int,
      following_count = following_count - (id = ${followerId})::int
    where id in (${followerId}, ${followeeId})`;
  record({ type: "follow.deleted", followerId, followeeId });
  return true;
}

async function isFollowing(sql: Sql, followerId: UserId, followeeId: UserId): Promise<boolean> {
  const rows = await sql`
    select from follows where follower_id = ${followerId} and followee_id = ${followeeId}`;
  return rows.length > 0;
}

async function requestFollow(
  { sql, record }: Tx,
  requesterId: UserId,
  targetId: UserId,
): Promise<void> {
  const id = newId();
  const { count } = await sql`
    insert into follow_requests (id, requester_id, target_id)
    values (${id}, ${requesterId}, ${targetId})
    on conflict do nothing`;
  if (count > 0) record({ type: "follow_request.created", id, requesterId, targetId });
}
