import type { Context } from "../../context/mod.ts";
import { findMedia } from "../../db/media/media.ts";
import type { Relations } from "../../db/people/relations.ts";
import { loadReportedMedia } from "../../db/moderation/snapshots.ts";
import { SIGNED_URL_SECONDS } from "../../domain/limits.ts";
import { type Media, VARIANT_NAMES } from "../../domain/media/media.ts";
import { canSeePost } from "../../domain/posts/visibility.ts";
import type { PictureClaim } from "../../lib/security/picture_tokens.ts";
import { isAllowed } from "../../context/authentication.ts";
import { seeLinkedPost } from "../sharing/shared_post.ts";

/** Within it, what an address leads to is the same text, so that browsers keep the picture. */
const TARGET_WINDOW_SECONDS = SIGNED_URL_SECONDS / 2;

/** Where the picture of a token lies now; null unless whom it was made for still may see it. */
export async function seePicture(ctx: Context, token: string): Promise<string | null> {
  const claim = ctx.pictureTokens.decode(token);
  if (claim === null) return null;
  const viewer = await findViewer(ctx, claim);
  if (viewer === undefined) return null;
  const media = await findClaimed(ctx, claim, viewer);
  const name = VARIANT_NAMES[claim.variant];
  const variant = media?.variants.find((one) => one.name === name);
  if (!media || !variant) return null;
  if (name === "original" && media.ownerId !== claim.viewerId) return null;
  return variant.key.startsWith("public/")
    ? ctx.storage.publicUrl(variant.key)
    : await ctx.storage.presignGet(variant.key, SIGNED_URL_SECONDS, TARGET_WINDOW_SECONDS);
}

/** Whom a token was made for: null is anybody; undefined where they may not look any more. */
async function findViewer(
  { cache }: Context,
  { viewerId, sessionsEndedAt }: PictureClaim,
): Promise<Relations | null | undefined> {
  if (viewerId === null) return null;
  const [viewer, user] = await Promise.all([
    cache.relations.get(viewerId),
    cache.users.get(viewerId),
  ]);
  if (!viewer || !user || user.isSuspended || user.isDeleted) return undefined;
  return viewer.sessionsEndedAt === sessionsEndedAt ? viewer : undefined;
}

/** The picture, by the right that its token names. */
async function findClaimed(
  ctx: Context,
  { mediaId, postId, linkId, viewerId, isReview }: PictureClaim,
  viewer: Relations | null,
): Promise<Media | null | undefined> {
  if (isReview) {
    const isReviewer = viewerId !== null && await isAllowed(ctx, viewerId, "reports.review");
    return isReviewer ? (await loadReportedMedia(ctx.sql, [mediaId])).get(mediaId) : null;
  }
  if (postId === null) return await findMedia(ctx.sql, mediaId, viewerId);
  if (linkId !== null) {
    const shared = await seeLinkedPost(ctx, viewerId, linkId);
    return shared?.seen.card.media.find(({ id }) => id === mediaId);
  }
  const card = await ctx.cache.posts.get(postId);
  const author = card && await ctx.cache.users.get(card.authorId);
  if (!card || !author || !canSeePost(viewer, card, author)) return null;
  return card.media.find(({ id }) => id === mediaId);
}
