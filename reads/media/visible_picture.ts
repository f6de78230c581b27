import type { MediaId, MessageId, PostId, UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { findMedia } from "../../db/media/media.ts";
import { loadReportedMedia } from "../../db/moderation/snapshots.ts";
import { type Media, signedSeconds } from "../../domain/media/media.ts";
import { variantWithCode } from "../../domain/media/variants.ts";
import type { PictureClaim } from "../../lib/security/picture_tokens.ts";
import { isAllowed } from "../../context/authentication.ts";
import { seeAttachment } from "../messages/attachments.ts";
import { loadVisibleCards } from "../posts/visible_posts.ts";
import { seeLinkedPost } from "../sharing/shared_post.ts";

/** Returns the URL of a token's picture, or null if its viewer may no longer see the picture. */
export async function seePicture(ctx: Context, token: string): Promise<string | null> {
  const claim = ctx.pictureTokens.decode(token) as Claim | null;
  if (claim === null || !await isCurrentViewer(ctx, claim)) return null;
  const media = await findClaimed(ctx, claim);
  const variant = media && variantWithCode(media.variants, claim.variant);
  if (!variant) return null;
  if (variant.name === "original" && media.ownerId !== claim.viewerId) return null;
  if (variant.key.startsWith("public/")) return ctx.storage.publicUrl(variant.key);
  const seconds = signedSeconds(media.kind);
  // Within this window an address leads to the same URL, so that browsers cache the picture.
  return await ctx.storage.presignGet(variant.key, seconds, seconds / 2);
}

type Claim = PictureClaim & {
  mediaId: MediaId;
  postId: PostId | null;
  messageId: MessageId | null;
  viewerId: UserId | null;
};

/** Whether the viewer of a token is active and has ended no session since. Null means anybody. */
async function isCurrentViewer(
  { cache }: Context,
  { viewerId, sessionsEndedAt }: Claim,
): Promise<boolean> {
  if (viewerId === null) return true;
  const [viewer, user] = await Promise.all([
    cache.relations.get(viewerId),
    cache.users.get(viewerId),
  ]);
  if (!viewer || !user || user.isSuspended || user.isDeleted) return false;
  return viewer.sessionsEndedAt === sessionsEndedAt;
}

/** Returns the picture, if the right that its token names still holds. */
async function findClaimed(
  ctx: Context,
  { mediaId, postId, messageId, linkId, viewerId, isReview }: Claim,
): Promise<Media | null | undefined> {
  if (isReview) {
    const isReviewer = viewerId !== null && await isAllowed(ctx, viewerId, "reports.review");
    return isReviewer ? (await loadReportedMedia(ctx.sql, [mediaId])).get(mediaId) : null;
  }
  if (messageId !== null) return await seeAttachment(ctx, viewerId, { messageId, mediaId });
  if (postId === null) return await findMedia(ctx.sql, mediaId, viewerId);
  if (linkId !== null) {
    const shared = await seeLinkedPost(ctx, viewerId, linkId);
    return shared?.seen.card.media.find(({ id }) => id === mediaId);
  }
  const card = (await loadVisibleCards(ctx.cache, viewerId, [postId])).get(postId);
  return card?.media.find(({ id }) => id === mediaId);
}
