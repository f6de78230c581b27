import type { PostId, SpaceId, UserId } from "../../domain/ids.ts";
import type { Content, PostStatus, Privacy } from "../../domain/posts/posts.ts";
import { must } from "../../lib/errors.ts";
import { one, type Sql } from "../sql.ts";
import { lockPlaces } from "./places.ts";

/** A post whose row is locked. */
export interface LockedPost {
  id: PostId;
  authorId: UserId;
  status: PostStatus;
  privacy: Privacy;
  isTakenDown: boolean;
  spaceId: SpaceId | null;
}

/** Locks a post. Fails with 404 if it is deleted, or if its author is not in its space any more. */
export async function lockPost(sql: Sql, postId: PostId): Promise<LockedPost> {
  const [post] = await sql<LockedPost[]>`
    select id, author_id, status, privacy, takedown_id is not null as is_taken_down, space_id
    from posts where id = ${postId} and deleted_at is null for no key update`;
  const isInPlace = post?.spaceId == null || (await lockPlaces(sql, [postId])).has(postId);
  return must(isInPlace ? post : null, "Post not found.");
}

/** Returns the content of a post, for a check of what it lacks. */
export async function contentOf(sql: Sql, postId: PostId): Promise<Content> {
  return await one(sql<Content[]>`
    select caption, is_reply,
      (select count(*)::int from post_media pm where pm.post_id = p.id) as pictures
    from posts p where p.id = ${postId}`);
}
