import { z } from "zod";
import type { Context } from "../../context.ts";
import {
  loadCounters,
  loadEngagements,
  loadPostCards,
  type PostCard,
} from "../../db/post_cards.ts";
import type { Sql } from "../../db/sql.ts";
import { loadUserCards, type UserCard, visibleAmong } from "../../db/user_cards.ts";
import { COMMENTERS } from "../../domain/comments.ts";
import { SIGNED_URL_SECONDS } from "../../domain/limits.ts";
import { PRIVACIES, type Privacy } from "../../domain/posts.ts";
import { type SeenPost, seePosts } from "../see_posts.ts";
import { mediaSchema, mediaView } from "./media.ts";
import { avatarUrl } from "./user.ts";
import { idSchema, takedownSchema, timeSchema } from "./values.ts";

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
  status: z.enum(["processing", "published", "failed"]),
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
  ids: readonly string[],
): Promise<Map<string, PostView>> {
  const views = new Map<string, PostView>();
  for (const [id, seen] of await seePosts(ctx, viewerId, ids)) {
    views.set(id, await postView(ctx, seen));
  }
  return views;
}

/**
 * A post of the viewer's own as a transaction has just written it. All is read through the
 * transaction: waiting for a second connection while holding one could wait for ever.
 */
export async function ownPostView(ctx: Context, sql: Sql, postId: string): Promise<PostView> {
  const written = (await loadPostCards(sql, [postId])).get(postId)!;
  const card = { ...written, mentions: await shownMentions(sql, written) };
  const counters = (await loadCounters(sql, [postId])).get(postId)!;
  const author = (await loadUserCards(sql, [card.authorId])).get(card.authorId)!;
  const engagement = (await loadEngagements(sql, card.authorId, [postId])).get(postId)!;
  return await postView(ctx, { card, author, counters, engagement, isOwn: true });
}

/** The mentions in a post of people whom its author sees. */
async function shownMentions(sql: Sql, { authorId, mentions }: PostCard) {
  if (mentions.length === 0) return mentions;
  const shown = await visibleAmong(sql, authorId, mentions.map(({ userId }) => userId));
  return mentions.filter(({ userId }) => shown.has(userId));
}

/** The view of a post that the viewer sees. */
export async function postView(
  ctx: Context,
  seen: Omit<SeenPost, "mentionedIds">,
): Promise<PostView> {
  return {
    ...authorPart(ctx, seen.author),
    ...(await cardPart(ctx, seen.card, seen.isOwn)).part,
    ...viewerPart(seen),
  };
}

/** What a post shows of its author. */
export function authorPart(ctx: Context, author: UserCard) {
  return { userId: author.id, username: author.username, avatar: avatarUrl(ctx, author) };
}

/** Nobody learns from a post that they are on a list of close friends. */
function shownPrivacy(privacy: Privacy): Privacy {
  return privacy === "close_friends" ? "followers" : privacy;
}

/** What a post shows to everybody but its author alike; addresses in it work until `validUntil`. */
export async function cardPart(
  ctx: Context,
  card: PostCard,
  isOwn: boolean,
  urlSeconds = SIGNED_URL_SECONDS,
) {
  const media = await Promise.all(
    card.media.map((one) => mediaView(ctx, one, { isOwner: false, urlSeconds })),
  );
  const isPrivate = card.media.some((one) => one.placement === "private");
  const urlOf = (name: string) =>
    media[0]?.variants.find((variant) => variant.name === name)?.url ?? null;
  const { latitude, longitude, locationName } = card;
  const part = {
    postId: card.id,
    status: card.status,
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
    spaceId: null,
    parentPostId: null,
    contentWarning: card.contentWarning,
    comments: card.comments,
    filtersComments: card.filtersComments,
    category: card.category,
    createdAt: card.createdAt.toISOString(),
    editedAt: card.editedAt?.toISOString() ?? null,
  };
  // A signed address is handed out while at least half of its life is left.
  const validUntil = isPrivate ? Date.now() + urlSeconds * 500 : Infinity;
  return { part, validUntil };
}

/** What a post shows to one viewer at one moment. */
export function viewerPart({ counters, engagement }: Pick<SeenPost, "counters" | "engagement">) {
  return {
    likesCount: counters.likes,
    commentsCount: counters.comments,
    repostsCount: counters.reposts,
    ...engagement,
  };
}
