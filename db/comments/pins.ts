import type { CommentId, PostId, UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { lockCommented } from "./post.ts";
import { type FoundComment, requireComment } from "./lookup.ts";
import type { Tx } from "../transact.ts";

/** A comment that the viewer pins to a post or unpins. */
export interface Pin {
  postId: PostId;
  commentId: CommentId;
  viewerId: UserId;
}

/** Pins a comment to the viewer's own post, and replaces any other pinned comment. */
export async function pinComment(tx: Tx, pin: Pin): Promise<void> {
  const comment = await requirePinnable(tx, pin);
  if (comment.parentId !== null) {
    throw new AppError("unprocessable", "Only a comment on the post itself can be pinned.");
  }
  const { count } = await tx.sql`
    update posts set pinned_comment_id = ${comment.id}
    where id = ${pin.postId} and pinned_comment_id is distinct from ${comment.id}`;
  if (count > 0) tellOfPin(tx, comment);
}

/** Unpins a comment from the viewer's own post. Another pinned comment stays. */
export async function unpinComment(tx: Tx, pin: Pin): Promise<void> {
  const comment = await requirePinnable(tx, pin);
  const { count } = await tx.sql`
    update posts set pinned_comment_id = null
    where id = ${pin.postId} and pinned_comment_id = ${comment.id}`;
  if (count > 0) tellOfPin(tx, comment);
}

async function requirePinnable(
  { sql }: Tx,
  { postId, commentId, viewerId }: Pin,
): Promise<FoundComment> {
  const post = await lockCommented(sql, postId, viewerId, "Comment not found.");
  const comment = await requireComment(sql, postId, commentId, viewerId);
  if (post.authorId !== viewerId) {
    throw new AppError("forbidden", "Only the author of the post can pin a comment.");
  }
  return comment;
}

function tellOfPin({ record }: Tx, { id, postId, authorId }: FoundComment): void {
  const nobody = { mentionedIds: [], unmentionedIds: [] };
  record({ type: "comment.updated", commentId: id, postId, userId: authorId, ...nobody });
}
