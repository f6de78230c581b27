import { LAST_ID, newId } from "../domain/ids.ts";
import { FEED_ACTIVE_DAYS } from "../domain/limits.ts";
import { AppError, must } from "../lib/errors.ts";
import { type Page, pageOf } from "./page.ts";
import type { Sql } from "./sql.ts";
import type { Tx } from "./transact.ts";

/** How a follow stands after a write, and the followee's followers then. */
export interface FollowState {
  userId: string;
  isFollowing: boolean;
  followersCount: number;
}

/** Makes one person follow another. Doing it again changes nothing. */
export async function followUser(
  { sql, record }: Tx,
  followerId: string,
  followeeId: string,
): Promise<FollowState> {
  if (followerId === followeeId) {
    throw new AppError("unprocessable", "Nobody follows themselves");
  }
  const followersCount = await lockUsers(sql, followerId, followeeId);
  const id = newId();
  const { count } = await sql`
    insert into follows (id, follower_id, followee_id)
    values (${id}, ${followerId}, ${followeeId})
    on conflict do nothing`;
  if (count === 0) return { userId: followeeId, isFollowing: true, followersCount };
  await sql`
    update users set
      followers_count = followers_count + (id = ${followeeId})::int,
      following_count = following_count + (id = ${followerId})::int,
      follows_rev = follows_rev + (id = ${followerId})::int
    where id in (${followerId}, ${followeeId})`;
  record({ type: "follow.created", id, followerId, followeeId });
  return { userId: followeeId, isFollowing: true, followersCount: followersCount + 1 };
}

/** Ends a follow. Where there is none, nothing changes. */
export async function unfollowUser(
  { sql, record }: Tx,
  followerId: string,
  followeeId: string,
): Promise<FollowState> {
  const followersCount = await lockUsers(sql, followerId, followeeId);
  const { count } = await sql`
    delete from follows where follower_id = ${followerId} and followee_id = ${followeeId}`;
  if (count === 0) return { userId: followeeId, isFollowing: false, followersCount };
  await sql`
    update users set
      followers_count = followers_count - (id = ${followeeId})::int,
      following_count = following_count - (id = ${followerId})::int
    where id in (${followerId}, ${followeeId})`;
  record({ type: "follow.deleted", followerId, followeeId });
  return { userId: followeeId, isFollowing: false, followersCount: followersCount - 1 };
}

/** Locks both rows, in the order of their ids so that two writers never wait for each other. */
async function lockUsers(sql: Sql, followerId: string, followeeId: string): Promise<number> {
  const rows = await sql<{ id: string; followersCount: number }[]>`
    select id, followers_count from users where id in (${followerId}, ${followeeId})
    order by id for no key update`;
  return must(rows.find((row) => row.id === followeeId)).followersCount;
}

/** A person in a list of followers or followees: `id` is the follow's. */
export interface FollowEntry {
  id: string;
  userId: string;
  createdAt: Date;
}

/** Who follows a user, newest first. */
export async function listFollowers(
  sql: Sql,
  userId: string,
  before: string | null,
  limit: number,
): Promise<Page<FollowEntry>> {
  const rows = await sql<FollowEntry[]>`
    select id, follower_id as user_id, created_at from follows
    where followee_id = ${userId} and id < ${before ?? LAST_ID}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** Whom a user follows, newest first. */
export async function listFollowing(
  sql: Sql,
  userId: string,
  before: string | null,
  limit: number,
): Promise<Page<FollowEntry>> {
  const rows = await sql<FollowEntry[]>`
    select id, followee_id as user_id, created_at from follows
    where follower_id = ${userId} and id < ${before ?? LAST_ID}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** How a viewer stands to a user. It never tells that the user blocks the viewer. */
export interface Relationship {
  following: boolean;
  followedBy: boolean;
  requested: boolean;
  requestedBy: boolean;
  blocking: boolean;
  muting: boolean;
  closeFriend: boolean;
}

/** How a viewer stands to a user. */
export async function findRelationship(
  sql: Sql,
  viewerId: string,
  userId: string,
): Promise<Relationship> {
  const [row] = await sql<Relationship[]>`
    select
      exists (select from follows where follower_id = ${viewerId} and followee_id = ${userId})
        as following,
      exists (select from follows where follower_id = ${userId} and followee_id = ${viewerId})
        as followed_by,
      false as requested, false as requested_by, false as blocking, false as muting,
      false as close_friend`;
  return row!;
}

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** Followers with ids above `after`, in order, who came to read their feed not long ago. */
export async function listFollowersToFanOut(
  sql: Sql,
  authorId: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ followerId: string }[]>`
    select f.follower_id from follows f join users u on u.id = f.follower_id
    where f.followee_id = ${authorId} and f.follower_id > ${after ?? FIRST_ID}
      and u.last_active_at > now() - ${FEED_ACTIVE_DAYS} * interval '1 day'
    order by f.follower_id limit ${limit}`;
  return rows.map((row) => row.followerId);
}
