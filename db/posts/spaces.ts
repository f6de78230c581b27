import type { PostId, SpaceId, UserId } from "../../domain/ids.ts";
import type { Privacy } from "../../domain/posts/posts.ts";
import { AppError } from "../../lib/errors.ts";
import type { FeedPlace } from "../feeds/feed.ts";
import type { Sql } from "../sql.ts";
import { requireMembersOnly } from "./audience.ts";
import { requireParent } from "./replies.ts";

/** A post before it has a place. */
interface Wanted {
  authorId: UserId;
  privacy: Privacy;
  parentPostId?: PostId | null;
  spaceId?: SpaceId | null;
}

/**
 * Returns the space of a new post, or null. Fails unless its author is a member, and unless a reply
 * is in the space of its parent.
 */
export async function requireSpace(
  sql: Sql,
  { authorId, privacy, parentPostId = null, spaceId: wanted = null }: Wanted,
): Promise<SpaceId | null> {
  const spaceId = parentPostId === null ? wanted : await requireParent(sql, authorId, parentPostId);
  if (wanted !== null && wanted !== spaceId) {
    throw new AppError("unprocessable", "A reply must be in the space of the post it replies to.");
  }
  if (spaceId === null) return null;
  await requireMember(sql, spaceId, authorId);
  requireMembersOnly(privacy);
  return spaceId;
}

/** Fails if a post is of a space: nobody but its members may ever see it. */
export async function requireNoSpace(sql: Sql, postId: PostId): Promise<void> {
  const [post] = await sql`select from posts where id = ${postId} and space_id is not null`;
  if (post) throw new AppError("unprocessable", "A post of a space is for its members alone.");
}

/** Locks a membership, so that no post comes after its end. Fails if there is none. */
async function requireMember(sql: Sql, spaceId: SpaceId, userId: UserId): Promise<void> {
  const [membership] = await sql`
    select from space_members m join spaces s on s.id = m.space_id
    where m.space_id = ${spaceId} and m.user_id = ${userId} and s.deleted_at is null
    for key share of m`;
  if (!membership) throw new AppError("not_found", "Space not found.");
}

/** The posts of a space with the properties that all of them share. */
export interface SpacePosts {
  spaceId: SpaceId;
  authorId?: UserId | undefined;
  category?: string | undefined;
  tag?: string | undefined;
}

/** The posts of a space below a place, newest first, without replies. */
export async function listPostsOfSpace(
  sql: Sql,
  { spaceId, authorId, category, tag }: SpacePosts,
  before: string | null,
  limit: number,
): Promise<FeedPlace[]> {
  return await sql<FeedPlace[]>`
    select p.sort_id, p.id as post_id, p.author_id from posts p
    where p.space_id = ${spaceId} and p.sort_id is not null and p.deleted_at is null
      and not p.is_reply
      ${authorId === undefined ? sql`` : sql`and p.author_id = ${authorId}`}
      ${category === undefined ? sql`` : sql`and p.category = ${category}`}
      ${
    tag === undefined
      ? sql``
      : sql`and exists (select from post_tags t where t.post_id = p.id and t.tag = ${tag})`
  }
      ${before === null ? sql`` : sql`and p.sort_id < ${before}`}
    order by p.sort_id desc limit ${limit}`;
}
