import type { PostId, UserId } from "../../domain/ids.ts";
import { POST_RESTORE_DAYS } from "../../domain/limits.ts";
import { lackOf } from "../../domain/posts/posts.ts";
import { AppError } from "../../lib/errors.ts";
import { contentOf, type LockedPost } from "./lock.ts";
import { lockPlaces } from "./places.ts";
import { bringBack, recordChange } from "./states.ts";
import { requireAuthor } from "./posts.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/**
 * Undoes the deletion of a post by its author. A published or archived post gets its old state and
 * place back. Any other post becomes a draft.
 */
export async function restorePost(
  tx: Tx,
  postId: PostId,
  viewerId: UserId,
  { photoOnly }: { photoOnly: boolean },
): Promise<void> {
  const [post] = await tx.sql<(LockedPost & { sortId: string | null; isOver: boolean })[]>`
    select id, author_id, status, privacy, sort_id, takedown_id is not null as is_taken_down,
      space_id,
      deleted_at < now() - ${POST_RESTORE_DAYS} * interval '1 day' as is_over
    from posts p
    where id = ${postId} and author_id = ${viewerId} and deleted_at is not null
    for no key update`;
  if (!post || !(await lockPlaces(tx.sql, [postId])).has(postId)) {
    await requireAuthor(tx.sql, postId, viewerId);
    throw new AppError("conflict", "This post is not deleted.");
  }
  if (post.isOver) {
    throw new AppError("gone", `A deleted post can be restored for ${POST_RESTORE_DAYS} days.`);
  }
  await requireRest(tx.sql, post, photoOnly);
  await tx.sql`
    update posts set deleted_at = null,
      status = case when status in ('published', 'archived') then status else 'draft' end,
      publish_at = case when status in ('published', 'archived') then publish_at end
    where id = ${postId}`;
  if (post.sortId !== null) return await bringBack(tx, post, post.sortId);
  recordChange(tx, post);
}

/** Fails if the pictures were deleted since, so that the post lacks content. */
async function requireRest(
  sql: Sql,
  { id, status }: LockedPost,
  photoOnly: boolean,
): Promise<void> {
  if (status !== "published" && status !== "archived") return;
  const lack = lackOf(await contentOf(sql, id), photoOnly);
  if (lack !== null) throw new AppError("unprocessable", "The pictures of this post were deleted.");
}
