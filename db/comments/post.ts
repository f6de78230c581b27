import type { PostId, SpaceId, UserId } from "../../domain/ids.ts";
import type { CommentControls, Commenters } from "../../domain/comments/comments.ts";
import type { MutedWord } from "../../domain/safety/muted_words.ts";
import { isMutedFor } from "../../domain/safety/mutes.ts";
import { hashtagsIn } from "../../domain/text.ts";
import { AppError, must } from "../../lib/errors.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { visibleTo } from "../visibility.ts";

/** The settings of a post for comments, and whether the viewer follows its author. */
export interface CommentedPost {
  authorId: UserId;
  commentsFrom: Commenters;
  filtersComments: boolean;
  isFollower: boolean;
}

/** Locks a post that the viewer sees, so that its comments change one after the other. */
export async function lockCommented(
  sql: Sql,
  postId: PostId,
  viewerId: UserId,
  missing: string,
): Promise<CommentedPost> {
  const [post] = await sql<CommentedPost[]>`
    select p.author_id, p.comments_from, p.filters_comments, exists (
      select from follows f
      where f.follower_id = ${viewerId} and f.followee_id = p.author_id) as is_follower
    from posts p
    where p.id = ${postId} and ${visibleTo(sql, viewerId)}
    for no key update`;
  return must(post, missing);
}

/** Fails unless the post accepts comments from this user. */
export function requireMayComment(post: CommentedPost, userId: UserId): void {
  if (post.commentsFrom === "off") {
    throw new AppError("forbidden", "Comments on this post are turned off.");
  }
  const isAmong = post.isFollower || post.authorId === userId;
  if (post.commentsFrom === "followers" && !isAmong) {
    throw new AppError("forbidden", "Only followers of the author can comment on this post.");
  }
}

/** Returns whether the post's author mutes words of a text, so that only its writer may see it. */
export async function isHeldBack(
  sql: Sql,
  post: CommentedPost,
  userId: UserId,
  text: string,
): Promise<boolean> {
  if (!post.filtersComments || userId === post.authorId) return false;
  const words = await sql<{ word: string }[]>`
    select word from muted_words where user_id = ${post.authorId} and until > now()`;
  const mutedWords: MutedWord[] = words.map(({ word }) => ({ word, until: Infinity }));
  const comment = { authorId: userId, texts: [text], tags: hashtagsIn(text) };
  return isMutedFor({ mutedUntil: new Map(), mutedWords }, comment, Date.now());
}

/** A change of a post's comment controls. Omitted fields stay the same. */
export type ControlsChange = { [K in keyof CommentControls]?: CommentControls[K] | undefined };

/** Sets who may comment on a new post, and whether comments are filtered. */
export async function setCommentControls(
  sql: Sql,
  postId: PostId,
  { comments, filtersComments }: ControlsChange,
): Promise<{ authorId: UserId; spaceId: SpaceId | null } | undefined> {
  if (comments === undefined && filtersComments === undefined) return undefined;
  const [post] = await sql<{ authorId: UserId; spaceId: SpaceId | null }[]>`
    update posts set comments_from = coalesce(${comments ?? null}, comments_from),
      filters_comments = coalesce(${filtersComments ?? null}, filters_comments)
    where id = ${postId}
    returning author_id, space_id`;
  return post;
}

/** Changes the comment controls of a post for later comments, and notifies its readers. */
export async function changeCommentControls(
  { sql, record }: Tx,
  postId: PostId,
  change: ControlsChange,
): Promise<void> {
  const post = await setCommentControls(sql, postId, change);
  if (!post) return;
  record({ type: "post.updated", postId, ...post, mentionedIds: [] });
}
