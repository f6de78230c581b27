import type { UserId } from "../../domain/ids.ts";
import { one, type Sql } from "../sql.ts";

/** The relationship of a viewer to a user. It never reveals that the user blocks the viewer. */
export interface Relationship {
  following: boolean;
  followedBy: boolean;
  requested: boolean;
  requestedBy: boolean;
  blocking: boolean;
  muting: boolean;
  closeFriend: boolean;
}

/** Finds the relationship of a viewer to a user. */
export async function findRelationship(
  sql: Sql,
  viewerId: UserId,
  userId: UserId,
): Promise<Relationship> {
  return await one(sql<Relationship[]>`
    select
      exists (select from follows where follower_id = v.id and followee_id = u.id) as following,
      exists (select from follows where follower_id = u.id and followee_id = v.id) as followed_by,
      exists (select from follow_requests where requester_id = v.id and target_id = u.id)
        as requested,
      exists (select from follow_requests where requester_id = u.id and target_id = v.id)
        as requested_by,
      exists (select from blocks where blocker_id = v.id and blocked_id = u.id) as blocking,
      exists (select from mutes where user_id = v.id and muted_id = u.id and until > now())
        as muting,
      exists (select from close_friends where user_id = v.id and friend_id = u.id) as close_friend
    from (select ${viewerId}::uuid as id) v, (select ${userId}::uuid as id) u`);
}
