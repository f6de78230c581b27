import type { Context } from "../context.ts";
import type { PostCard } from "../db/post_cards.ts";
import type { Relations } from "../db/relations.ts";
import type { UserCard } from "../db/user_cards.ts";
import type { Counters } from "../domain/posts.ts";
import { isMuted } from "../domain/mutes.ts";
import { canSeePost, canSeeUser } from "../domain/visibility.ts";

/** A post with what one viewer sees of it. */
export interface SeenPost {
  card: PostCard;
  author: UserCard;
  counters: Counters;
  isLiked: boolean;
  /** The viewer is its author. */
  isOwn: boolean;
  /** Everybody whom it mentions: the card names those whom the viewer sees. */
  mentionedIds: readonly string[];
}

const NOBODY: readonly string[] = [];

/** The posts among these that the viewer sees, by their ids. */
export async function seePosts(
  ctx: Context,
  viewerId: string | null,
  ids: readonly string[],
): Promise<Map<string, SeenPost>> {
  const { hot } = ctx;
  const inMemory = peekPosts(ctx, viewerId, ids);
  if (inMemory !== null) return inMemory;
  const [cards, viewer] = await Promise.all([
    hot.posts.getMany(ids),
    viewerId === null ? null : hot.relations.get(viewerId),
  ]);
  const people = [...cards.values()].flatMap((card) => [card.authorId, ...mentionedIn(card)]);
  const users = await hot.users.getMany(people);
  const visible = [...cards.values()].filter((card) => {
    const author = users.get(card.authorId);
    return author !== undefined && canSeePost(viewer ?? null, card, author);
  });
  const visibleIds = visible.map((card) => card.id);
  const [counters, liked] = await Promise.all([
    hot.counters.getMany(visibleIds),
    viewerId === null ? null : hot.liked(viewerId, visibleIds),
  ]);
  const seen = new Map<string, SeenPost>();
  for (const card of visible) {
    const counted = counters.get(card.id);
    if (!counted) continue; // erased meanwhile
    const isLiked = liked?.get(card.id) ?? false;
    const author = users.get(card.authorId)!;
    const post = { card, author, counters: counted, isLiked };
    seen.set(card.id, seenPost(viewer ?? null, post, (id) => users.get(id)));
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
    const author = card && hot.users.peek(card.authorId);
    if (card === undefined || author === undefined) return null;
    if (mentionedIn(card).some((id) => hot.users.peek(id) === undefined)) return null;
    if (!canSeePost(viewer, card, author)) continue;
    const counters = hot.counters.peek(id);
    const isLiked = liked === null ? false : liked.get(id);
    if (counters === undefined || isLiked === undefined) return null;
    const post = { card, author, counters, isLiked };
    seen.set(id, seenPost(viewer, post, (userId) => hot.users.peek(userId)));
  }
  return seen;
}

/** Whether a post is kept out of the viewer's feeds by what they mute. Their own never is. */
export function isMutedPost(viewer: Relations, card: PostCard, now: number): boolean {
  const { authorId, header, caption, contentWarning, tags } = card;
  if (authorId === viewer.userId) return false;
  const altTexts = card.media.map((one) => one.altText);
  return isMuted(
    viewer,
    { authorId, texts: [header, caption, contentWarning, ...altTexts], tags },
    now,
  );
}

type FindUser = (id: string) => UserCard | undefined;

function seenPost(
  viewer: Relations | null,
  post: Pick<SeenPost, "card" | "author" | "counters" | "isLiked">,
  find: FindUser,
): SeenPost {
  const isOwn = viewer?.userId === post.card.authorId;
  const card = withoutHidden(viewer, post.card, find);
  return { ...post, card, isOwn, mentionedIds: mentionedIn(post.card) };
}

function mentionedIn({ mentions }: PostCard): readonly string[] {
  return mentions.length === 0 ? NOBODY : mentions.map(({ userId }) => userId);
}

/** The post without mentions of people whom the viewer does not see. */
function withoutHidden(viewer: Relations | null, card: PostCard, find: FindUser): PostCard {
  if (card.mentions.length === 0) return card;
  const mentions = card.mentions.filter(({ userId }) => {
    const user = find(userId);
    return user !== undefined && canSeeUser(viewer, user);
  });
  return mentions.length === card.mentions.length ? card : { ...card, mentions };
}
