import { z } from "zod";
import type { PostId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { PostCard } from "../../db/posts/cards.ts";
import type { UserCard } from "../../db/people/cards.ts";
import { COMMENTERS } from "../../domain/comments/comments.ts";
import { POST_STATUSES, PRIVACIES, shownPrivacy } from "../../domain/posts/posts.ts";
import { PictureTokens } from "../../lib/security/picture_tokens.ts";
import { loadVisiblePosts, type VisiblePost } from "../../reads/posts/visible_posts.ts";
import { mediaSchema, mediaView } from "../media/media_view.ts";
import { type PictureRight, postRight } from "../../context/picture_url.ts";
import { avatarUrl } from "../people/user_view.ts";
import { idSchema, takedownSchema, timeSchema } from "../http/values.ts";

/** Where a post says it was made. */
export const placeSchema = z.object({
  latitude: z.number(),
  longitude: z.number(),
  name: z.string(),
});

/** A post as clients see it. */
export const postSchema = z.object({
  postId: idSchema,
  userId: idSchema,
  username: z.string(),
  avatar: z.string().nullable(),
  status: z.enum(POST_STATUSES),
  /** Of drafts and scheduled posts. */
  publishAt: timeSchema.nullable().optional(),
  moderation: takedownSchema.optional(),
  imageUrl: z.string().nullable(),
  thumbnailUrl: z.string().nullable(),
  media: z.array(mediaSchema),
  header: z.string().nullable(),
  caption: z.string(),
  tags: z.array(z.string()),
  mentions: z.array(z.object({ userId: idSchema, username: z.string() })),
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
});

/** A post as clients see it. */
export type PostView = z.input<typeof postSchema>;

/** The views of the posts among these that the viewer sees. */
export async function loadPostViews(
  ctx: Context,
  viewerId: string | null,
  ids: readonly PostId[],
): Promise<Map<string, PostView>> {
  const views = new Map<string, PostView>();
  for (const [id, seen] of await loadVisiblePosts(ctx.cache, viewerId, ids)) {
    views.set(id, postView(ctx, seen));
  }
  return views;
}

/** A post as one viewer sees it. */
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

/** What a post shows of its author. */
export function authorPart(ctx: Context, author: UserCard) {
  return { userId: author.id, username: author.username, avatar: avatarUrl(ctx, author) };
}

/** What is not published yet is its author's alone. */
function publishAtOf({ status, publishAt }: PostCard) {
  const isPlanned = status === "draft" || status === "scheduled";
  return isPlanned ? { publishAt: publishAt?.toISOString() ?? null } : {};
}

/**
 * What a post shows to everybody but its author alike, if all its pictures are for everybody: then
 * `validUntil` is Infinity. Addresses of others are one viewer's, and are to be made anew after it.
 */
export function cardPart(
  ctx: Context,
  card: PostCard,
  isOwn: boolean,
  right: PictureRight,
) {
  const media = card.media.map((one) => mediaView(ctx, one, { isOwner: false, right }));
  const isPrivate = card.media.some((one) => one.placement === "private");
  const urlOf = (name: string) =>
    media[0]?.variants.find((variant) => variant.name === name)?.url ?? null;
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
    privacy: isOwn ? card.privacy : shownPrivacy(card.privacy),
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

/** What a post shows to one viewer at one moment. */
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
