import { AppError } from "../../lib/errors.ts";
import { FIRST_ID, type PostId, type SpaceId, type UserId } from "../../domain/ids.ts";
import type { FeedPlace } from "../feeds/feed.ts";
import type { Sql } from "../sql.ts";
import { visibleTo } from "../visibility.ts";

/**
 * Returns the space of the parent of a reply. Fails unless the parent is published and visible to
 * the author of the reply.
 */
export async function requireParent(
  sql: Sql,
  authorId: UserId,
  parentPostId: PostId,
): Promise<SpaceId | null> {
  const [parent] = await sql<{ spaceId: SpaceId | null }[]>`
    select p.space_id from posts p
    where p.id = ${parentPostId} and p.status = 'published' and ${visibleTo(sql, authorId)}`;
  if (!parent) throw new AppError("not_found", "The post to reply to was not found.");
  return parent.spaceId;
}

/** The replies to a post after a place, oldest first, without a check of visibility. */
export async function listReplies(
  sql: Sql,
  postId: PostId,
  after: string | null,
  limit: number,
): Promise<FeedPlace[]> {
  return await sql<FeedPlace[]>`
    select p.sort_id, p.id as post_id, p.author_id from posts p
    where p.parent_post_id = ${postId} and p.sort_id > ${after ?? FIRST_ID}
      and p.deleted_at is null
    order by p.sort_id limit ${limit}`;
}

/** Returns whether the viewer sees a post. */
export async function isPostVisible(sql: Sql, viewerId: UserId, postId: PostId): Promise<boolean> {
  const [post] = await sql`
    select from posts p where p.id = ${postId} and ${visibleTo(sql, viewerId)}`;
  return post !== undefined;
}
