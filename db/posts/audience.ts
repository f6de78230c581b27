import type { MediaId } from "../../domain/ids.ts";
import { isNarrower, type Privacy } from "../../domain/posts/posts.ts";
import { must } from "../../lib/errors.ts";
import { acceptAllRequests, listRequesters } from "../people/follow_requests.ts";
import { lockUsers } from "../locks.ts";
import { placeMediaOf, placeMediaOfAuthor } from "./media_placement.ts";
import { publishReadyPosts } from "./publication.ts";
import type { Tx } from "../transact.ts";

/** Changes who may see a post, for everybody at once and wherever it stands already. */
export async function changeAudience(tx: Tx, postId: string, privacy: Privacy): Promise<void> {
  const { sql } = tx;
  const [post] = await sql<{
    authorId: string;
    sortId: string | null;
    status: string;
    before: Privacy;
    mediaIds: MediaId[];
    mentionedIds: string[];
  }[]>`
    update posts p set privacy = ${privacy}
    from (select id, privacy from posts where id = ${postId} for no key update) as old
    where p.id = old.id and p.deleted_at is null
    returning p.author_id, p.sort_id, p.status, old.privacy as before,
      array(select media_id from post_media where post_id = p.id) as media_ids,
      array(select user_id from post_mentions where post_id = p.id) as mentioned_ids`;
  const { before, sortId, authorId, mediaIds, ...rest } = must(post, "No such post");
  if (before === privacy) return;
  // Nobody has an address of a draft's pictures.
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
  // A post that was for nobody else stands in nobody else's feed yet.
  if (before === "private" && sortId !== null) {
    tx.record({ type: "feed.fan_out", postId, sortId, authorId, after: null });
  }
  // What its pictures had to be moved for may be over: then nothing is left to wait for.
  await publishReadyPosts(tx, mediaIds);
}

/**
 * Makes an account private or public. What a private account posts reaches its followers at most;
 * going public lets in everybody who asked to follow.
 */
export async function changeAccountPrivacy(
  tx: Tx,
  userId: string,
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
