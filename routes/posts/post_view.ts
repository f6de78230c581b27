import { z } from "zod";
import type { PostId, UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { PostCard } from "../../db/posts/cards.ts";
import type { UserCard } from "../../db/people/cards.ts";
import { COMMENTERS } from "../../domain/comments/comments.ts";
import { variantNamed } from "../../domain/media/variants.ts";
import { POST_STATUSES, PRIVACIES, shownPrivacy } from "../../domain/posts/posts.ts";
import { PictureTokens } from "../../lib/security/picture_tokens.ts";
import { loadVisiblePosts, type VisiblePost } from "../../reads/posts/visible_posts.ts";
import { mediaSchema, mediaView } from "../media/media_view.ts";
import { type PictureRight, postRight } from "../../context/picture_url.ts";
import { avatarUrl, mentionSchema } from "../people/user_view.ts";
import { idSchema, takedownSchema, timeSchema } from "../http/values.ts";

/** The place that a post states. */
export const placeSchema = z.object({
  latitude: z.number(),
  longitude: z.number(),
  name: z.string(),
}).meta({ id: "Place" });

/** A post as clients see it. */
export const postSchema = z.object({
  postId: idSchema,
  userId: idSchema,
  username: z.string(),
  avatar: z.string().nullable(),
  status: z.enum(POST_STATUSES),
  /** Only drafts and scheduled posts have it. */
  publishAt: timeSchema.nullable().optional(),
  moderation: takedownSchema.optional(),
  imageUrl: z.string().nullable(),
  thumbnailUrl: z.string().nullable(),
  media: z.array(mediaSchema),
  header: z.string().nullable(),
  caption: z.string(),
  tags: z.array(z.string()),
  mentions: z.array(mentionSchema),
  location: placeSchema.nullable(),
  privacy: z.enum(PRIVACIES),
  spaceId: idSchema.nullable(),
  parentPostId: idSchema.nullable(),
  contentWarning: z.string().nullable(),
  comments: z.enum(COMMENTERS),
  filtersComments: z.boolean(),
  category: z.string().nullable(),
  createdAt: timeSchema,
  editedAt: timeSchema.nullable(),
  likesCount: z.int(),
  commentsCount: z.int(),
  repostsCount: z.int(),
  isLiked: z.boolean(),
  isReposted: z.boolean(),
  isSaved: z.boolean(),
}).meta({ id: "Post" });

/** A post as clients see it. */
export type PostView = z.input<typeof postSchema>;

/** Returns the views of the posts among these that the viewer sees, by their ids. */
export async function loadPostViews(
  ctx: Context,
  viewerId: UserId | null,
  ids: readonly PostId[],
): Promise<Map<string, PostView>> {
  const views = new Map<string, PostView>();
  for (const [id, seen] of await loadVisiblePosts(ctx.cache, viewerId, ids)) {
    views.set(id, postView(ctx, seen));
  }
  return views;
}

/** Returns a post as one viewer sees it. */
export function postView(
  ctx: Context,
  seen: Omit<VisiblePost, "mentionedIds" | "parentIds">,
): PostView {
  const { card, isOwn, viewer } = seen;
  return {
    ...authorPart(ctx, seen.author),
    ...cardPart(ctx, card, isOwn, postRight(viewer, card.id)).part,
    ...viewerPart(seen),
  };
}

/** Returns the part of a post's view that is about its author. */
export function authorPart(ctx: Context, author: UserCard) {
  return { userId: author.id, username: author.username, avatar: avatarUrl(ctx, author) };
}

/** Returns `publishAt` for unpublished posts, which only their authors see. */
function publishAtOf({ status, publishAt }: PostCard) {
  const isPlanned = status === "draft" || status === "scheduled";
  return isPlanned ? { publishAt: publishAt?.toISOString() ?? null } : {};
}

/**
 * Returns the part of a post's view that is the same for everybody but its author, if all its
 * pictures are public. Then `validUntil` is Infinity. Addresses of private pictures are for one
 * viewer, and must be made anew after `validUntil`, in milliseconds since 1970.
 */
export function cardPart(
  ctx: Context,
  card: PostCard,
  isOwn: boolean,
  right: PictureRight,
) {
  const media = card.media.map((one) => mediaView(ctx, one, { isOwner: false, right }));
  const isPrivate = card.media.some((one) => one.placement === "private");
  const urlOf = (name: "large" | "thumb") => variantNamed(media[0]?.variants, name)?.url ?? null;
  const { latitude, longitude, locationName } = card;
  const part = {
    postId: card.id,
    status: card.status,
    ...publishAtOf(card),
    ...(isOwn && card.takedown !== null ? { moderation: card.takedown } : {}),
    imageUrl: urlOf("large"),
    thumbnailUrl: urlOf("thumb"),
    media,
    header: card.header,
    caption: card.caption,
    tags: card.tags,
    mentions: card.mentions,
    location: latitude === null || longitude === null
      ? null
      : { latitude, longitude, name: locationName ?? "" },
    privacy: isOwn && card.spaceId === null ? card.privacy : shownPrivacy(card),
    spaceId: card.spaceId,
    parentPostId: card.parentPostId,
    contentWarning: card.contentWarning,
    comments: card.comments,
    filtersComments: card.filtersComments,
    category: card.category,
    createdAt: card.createdAt.toISOString(),
    editedAt: card.editedAt?.toISOString() ?? null,
  };
  const validUntil = isPrivate ? PictureTokens.freshUntil(Date.now()) : Infinity;
  return { part, validUntil };
}

/** Returns the part of a post's view that differs by viewer and time: counters and viewer state. */
export function viewerPart(
  { counters, viewerState }: Pick<VisiblePost, "counters" | "viewerState">,
) {
  return {
    likesCount: counters.likes,
    commentsCount: counters.comments,
    repostsCount: counters.reposts,
    ...viewerState,
  };
}
