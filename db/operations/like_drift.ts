import type { PostId, UserId } from "../../domain/ids.ts";
import type { Drift } from "../../domain/operations/invariants.ts";
import type { Sql } from "../sql.ts";

/**
 * Finds likes of these posts by deleted users, and likes by these users of deleted posts. Triggers
 * delete likes, and no foreign key forbids such rows. A like without both ends is not found.
 */
export async function findStrayLikes(
  sql: Sql,
  { postIds = [], userIds = [] }: { postIds?: readonly PostId[]; userIds?: readonly UserId[] },
): Promise<Drift[]> {
  return await sql<Drift[]>`
    select 'like.stray' as what, l.post_id as id, l.user_id::text as kept, null as real
    from likes l
    where l.post_id = any(${postIds}::uuid[])
      and not exists (select from users u where u.id = l.user_id)
    union all
    select 'like.stray', l.user_id, l.post_id::text, null from likes l
    where l.user_id = any(${userIds}::uuid[])
      and not exists (select from posts p where p.id = l.post_id)`;
}
