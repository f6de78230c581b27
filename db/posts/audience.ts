import type { MediaId, PostId, UserId } from "../../domain/ids.ts";
import { isNarrower, type Privacy } from "../../domain/posts/posts.ts";
import { AppError, must } from "../../lib/errors.ts";
import { acceptAllRequests, listRequesters } from "../people/follow_requests.ts";
import { lockUsers } from "../locks.ts";
import { placeMediaOf, placeMediaOfAuthor } from "./media_placement.ts";
import { publishReadyPosts } from "./publication.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** Changes the audience of a post, and with it the placement of its pictures. */
export async function changeAudience(tx: Tx, postId: PostId, privacy: Privacy): Promise<void> {
  const { sql } = tx;
  if (await isOfSpace(sql, postId)) return requireMembersOnly(privacy);
  const [post] = await sql<{
    authorId: UserId;
    sortId: string | null;
    status: string;
    before: Privacy;
    mediaIds: MediaId[];
    mentionedIds: UserId[];
  }[]>`
    update posts p set privacy = ${privacy}
    from (select id, privacy from posts where id = ${postId} for no key update) as old
    where p.id = old.id and p.deleted_at is null
    returning p.author_id, p.sort_id, p.status, old.privacy as before,
      array(select media_id from post_media where post_id = p.id) as media_ids,
      array(select user_id from post_mentions where post_id = p.id) as mentioned_ids`;
  const { before, sortId, authorId, mediaIds, ...rest } = must(post, "Post not found.");
  if (before === privacy) return;
  // Nobody has the address of a draft's pictures.
  if (rest.status !== "draft") {
    await placeMediaOf(tx, postId, { isNarrower: isNarrower(privacy, before) });
  }
  const mentionedIds = rest.status === "published" ? rest.mentionedIds : [];
  tx.record({
    type: "post.updated",
    postId,
    authorId,
    mentionedIds,
  });
  // A private post was never fanned out, so do it now.
  if (before === "private" && sortId !== null) {
    tx.record({ type: "feed.fan_out", postId, sortId, authorId, after: null });
  }
  // Its pictures may not have to move any more, and then no post waits for that.
  await publishReadyPosts(tx, mediaIds);
}

/** Throws `unprocessable` unless this is the audience that posts of spaces have: all members. */
export function requireMembersOnly(privacy: Privacy): void {
  if (privacy === "public") return;
  throw new AppError(
    "unprocessable",
    "A post of a space is for all members. Its `privacy` must be `public` or absent.",
  );
}

async function isOfSpace(sql: Sql, postId: PostId): Promise<boolean> {
  const [post] = await sql`select from posts where id = ${postId} and space_id is not null`;
  return post !== undefined;
}

/**
 * Makes an account private or public. At most its followers see the posts of a private account. A
 * change to public accepts all follow requests.
 */
export async function changeAccountPrivacy(
  tx: Tx,
  userId: UserId,
  isPrivate: boolean,
): Promise<void> {
  const requesterIds = isPrivate ? [] : await listRequesters(tx.sql, userId);
  const [user] = await lockUsers(tx.sql, [userId, ...requesterIds]);
  if (user.isPrivate === isPrivate) return;
  await tx.sql`update users set is_private = ${isPrivate} where id = ${userId}`;
  if (!isPrivate) await acceptAllRequests(tx, userId);
  await publishReadyPosts(tx, await placeMediaOfAuthor(tx, userId));
  tx.record({ type: "user.updated", userId });
}
