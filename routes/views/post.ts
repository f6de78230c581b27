import { z } from "zod";
import type { Context } from "../../context.ts";
import { likedAmong, loadCounters, loadPostCards, type PostCard } from "../../db/post_cards.ts";
import type { Sql } from "../../db/sql.ts";
import { loadUserCards, type UserCard } from "../../db/user_cards.ts";
import { SIGNED_URL_SECONDS } from "../../domain/limits.ts";
import { type Counters, PRIVACIES } from "../../domain/posts.ts";
import { canSeePost } from "../../domain/visibility.ts";
import { mediaSchema, mediaView } from "./media.ts";
import { avatarUrl } from "./user.ts";
import { idSchema, timeSchema } from "./values.ts";

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

/** A post with what one viewer sees of it. */
export interface SeenPost {
  card: PostCard;
  author: UserCard;
  counters: Counters;
  isLiked: boolean;
}

/** The posts among these that the viewer sees, by their ids. */
export async function seePosts(
  ctx: Context,
  viewerId: string | null,
  ids: readonly string[],
): Promise<Map<string, SeenPost>> {
  const hot = peekPosts(ctx, viewerId, ids);
  if (hot !== null) return hot;
  const [cards, viewer] = await Promise.all([
    ctx.hot.posts.getMany(ids),
    viewerId === null ? null : ctx.hot.relations.get(viewerId),
  ]);
  const visible = [...cards.values()].filter((card) => canSeePost(viewer ?? null, card));
  const visibleIds = visible.map((card) => card.id);
  const [counters, authors, liked] = await Promise.all([
    ctx.hot.counters.getMany(visibleIds),
    ctx.hot.users.getMany(visible.map((card) => card.authorId)),
    viewerId === null ? null : ctx.hot.liked(viewerId, visibleIds),
  ]);
  const seen = new Map<string, SeenPost>();
  for (const card of visible) {
    const author = authors.get(card.authorId);
    const counted = counters.get(card.id);
    if (!author || !counted) continue; // erased meanwhile
    seen.set(card.id, { card, author, counters: counted, isLiked: liked?.get(card.id) ?? false });
  }
  return seen;
}

/** The same from memory alone; null unless all of it is there. */
function peekPosts(
  { hot }: Context,
  viewerId: string | null,
  ids: readonly string[],
): Map<string, SeenPost> | null {
  const viewer = viewerId === null ? null : hot.relations.peek(viewerId);
  const liked = viewerId === null ? null : hot.peekLiked(viewerId);
  if (viewer === undefined || liked === undefined) return null;
  const seen = new Map<string, SeenPost>();
  for (const id of ids) {
    const card = hot.posts.peek(id);
    if (card === undefined) return null;
    if (!canSeePost(viewer, card)) continue;
    const author = hot.users.peek(card.authorId);
    const counters = hot.counters.peek(id);
    const isLiked = liked === null ? false : liked.get(id);
    if (author === undefined || counters === undefined || isLiked === undefined) return null;
    seen.set(id, { card, author, counters, isLiked });
  }
  return seen;
}

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
  const card = (await loadPostCards(sql, [postId])).get(postId)!;
  const counters = (await loadCounters(sql, [postId])).get(postId)!;
  const author = (await loadUserCards(sql, [card.authorId])).get(card.authorId)!;
  const isLiked = (await likedAmong(sql, card.authorId, [postId])).has(postId);
  return await postView(ctx, { card, author, counters, isLiked });
}

async function postView(ctx: Context, seen: SeenPost): Promise<PostView> {
  return {
    ...authorPart(ctx, seen.author),
    ...(await cardPart(ctx, seen.card)).part,
    ...viewerPart(seen),
  };
}

/** What a post shows of its author. */
export function authorPart(ctx: Context, author: UserCard) {
  return { userId: author.id, username: author.username, avatar: avatarUrl(ctx, author) };
}

/** What a post shows to everybody alike; addresses in it work until `validUntil`. */
export async function cardPart(ctx: Context, card: PostCard) {
  const media = await Promise.all(
    card.media.map((one) => mediaView(ctx, one, { isOwner: false })),
  );
  const isPrivate = card.media.some((one) => one.placement === "private");
  const urlOf = (name: string) =>
    media[0]?.variants.find((variant) => variant.name === name)?.url ?? null;
  const { latitude, longitude, locationName } = card;
  const part = {
    postId: card.id,
    status: card.status,
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
    privacy: card.privacy,
    spaceId: null,
    parentPostId: null,
    contentWarning: card.contentWarning,
    createdAt: card.createdAt.toISOString(),
    editedAt: card.editedAt?.toISOString() ?? null,
  };
  // A signed address is handed out while at least half of its life is left.
  const validUntil = isPrivate ? Date.now() + SIGNED_URL_SECONDS * 500 : Infinity;
  return { part, validUntil };
}

/** What a post shows to one viewer at one moment. */
export function viewerPart({ counters, isLiked }: SeenPost) {
  return {
    likesCount: counters.likes,
    commentsCount: counters.comments,
    repostsCount: counters.reposts,
    isLiked,
    isReposted: false,
    isSaved: false,
  };
}
