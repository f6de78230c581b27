import type { Context } from "../../context/mod.ts";
import type { PostCard } from "../../db/posts/cards.ts";
import type { Relations } from "../../db/people/relations.ts";
import type { UserCard } from "../../db/people/cards.ts";
import { NO_VIEWER_STATE, type ViewerState } from "../../domain/engagement/viewer_states.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import { isMutedFor, type MutableContent } from "../../domain/safety/mutes.ts";
import { canSeePost, canSeeUser } from "../../domain/posts/visibility.ts";
import { ANYBODY, type PictureViewer } from "../../context/picture_url.ts";

/** A post with what one viewer sees of it. */
export interface VisiblePost {
  card: PostCard;
  author: UserCard;
  counters: Counters;
  viewerState: ViewerState;
  viewer: PictureViewer;
  /** The viewer is its author. */
  isOwn: boolean;
  /** All whom it mentions; its card holds those whom the viewer sees. */
  mentionedIds: readonly string[];
  /** The post that it is a reply to, and its author; its card names it where the viewer sees it. */
  parentIds: readonly string[];
  /** Where it stands in a feed as a repost. */
  repost?: ShownRepost;
}

/** As whose repost a post stands in the feed of somebody who follows them. */
export interface ShownRepost {
  reposter: UserCard;
  at: Date;
  /** How many of those whom the reader follows have reposted it. */
  count: number;
}

/** The posts among these that the viewer sees, by their ids. */
export async function loadVisiblePosts(
  ctx: Context,
  viewerId: string | null,
  ids: readonly string[],
): Promise<Map<string, VisiblePost>> {
  const { cache } = ctx;
  const inMemory = peekVisiblePosts(ctx, viewerId, ids);
  if (inMemory !== null) return inMemory;
  const [cards, viewer] = await Promise.all([
    cache.posts.getMany(ids),
    viewerId === null ? null : cache.relations.get(viewerId),
  ]);
  const parents = await loadParents(ctx, cards.values());
  const concerned = [...cards.values(), ...parents.values()];
  const users = await cache.users.getMany(concerned.flatMap(peopleOf));
  const lookup = {
    userOf: (id: string) => users.get(id),
    parentOf: (id: string) => parents.get(id),
  };
  const visible = [...cards.values()].filter((card) => isVisible(viewer ?? null, card, users));
  const visibleIds = visible.map((card) => card.id);
  const [counters, viewerStates] = await Promise.all([
    cache.counters.getMany(visibleIds),
    viewerId === null ? null : cache.viewerStates(viewerId, visible),
  ]);
  const seen = new Map<string, VisiblePost>();
  for (const card of visible) {
    const counted = counters.get(card.id);
    if (!counted) continue; // erased meanwhile
    const viewerState = viewerStates?.of(card) ?? NO_VIEWER_STATE;
    const author = users.get(card.authorId)!;
    const post = { card, author, counters: counted, viewerState };
    seen.set(card.id, visiblePost(viewer ?? null, post, lookup));
  }
  return seen;
}

/** The same from memory alone; null unless all of it is there. */
function peekVisiblePosts(
  { cache }: Context,
  viewerId: string | null,
  ids: readonly string[],
): Map<string, VisiblePost> | null {
  const viewer = viewerId === null ? null : cache.relations.peek(viewerId);
  const viewerStates = viewerId === null ? null : cache.peekViewerStates(viewerId);
  if (viewer === undefined || viewerStates === undefined) return null;
  const seen = new Map<string, VisiblePost>();
  const lookup = {
    userOf: (id: string) => cache.users.peek(id),
    parentOf: (id: string) => cache.posts.peek(id),
  };
  for (const id of ids) {
    const card = cache.posts.peek(id);
    const author = card && cache.users.peek(card.authorId);
    if (card === undefined || author === undefined) return null;
    if (!canSeePost(viewer, card, author)) continue;
    const counters = cache.counters.peek(id);
    const viewerState = viewerStates === null ? NO_VIEWER_STATE : viewerStates.of(card);
    if (counters === undefined || viewerState === undefined) return null;
    if (card.mentions.some(({ userId }) => cache.users.peek(userId) === undefined)) return null;
    if (card.parentPostId !== null && !isParentKnown(card.parentPostId, lookup)) return null;
    const post = { card, author, counters, viewerState };
    seen.set(id, visiblePost(viewer, post, lookup));
  }
  return seen;
}

/** Those of these posts that the viewer sees, as they are for everybody. */
export async function loadVisibleCards(
  { cache }: Context,
  viewerId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PostCard>> {
  if (ids.length === 0) return NONE;
  const [cards, viewer] = await Promise.all([
    cache.posts.getMany(ids),
    cache.relations.get(viewerId),
  ]);
  const users = await cache.users.getMany(Array.from(cards.values(), (card) => card.authorId));
  return new Map([...cards].filter(([, card]) => isVisible(viewer ?? null, card, users)));
}

const NONE: ReadonlyMap<string, PostCard> = new Map();

function isVisible(
  viewer: Relations | null,
  card: PostCard,
  users: ReadonlyMap<string, UserCard>,
): boolean {
  const author = users.get(card.authorId);
  return author !== undefined && canSeePost(viewer, card, author);
}

// One value a card, so that its words are looked for once and not again for each reader.
const cardContents = new WeakMap<PostCard, MutableContent>();

function mutableContentOf(card: PostCard): MutableContent {
  let content = cardContents.get(card);
  if (content === undefined) {
    const { authorId, header, caption, contentWarning, tags, media } = card;
    const altTexts = media.map((one) => one.altText);
    content = { authorId, texts: [header, caption, contentWarning, ...altTexts], tags };
    cardContents.set(card, content);
  }
  return content;
}

/** Whether a post is kept out of the viewer's feeds by what they mute. Their own never is. */
export function isMutedPost(viewer: Relations, card: PostCard, now: number): boolean {
  return card.authorId !== viewer.userId && isMutedFor(viewer, mutableContentOf(card), now);
}

/** The people whose standing decides over what is shown of a post. */
function peopleOf({ authorId, mentions }: PostCard): string[] {
  return [authorId, ...mentions.map(({ userId }) => userId)];
}

/** What is known of how others stand, while posts are looked at. */
interface Lookup {
  userOf(id: string): UserCard | undefined;
  parentOf(id: string): PostCard | undefined;
}

/** The posts that these are replies to. */
async function loadParents(
  { cache }: Context,
  cards: Iterable<PostCard>,
): Promise<Map<string, PostCard>> {
  const ids = Array.from(cards).flatMap(({ parentPostId }) => parentPostId ?? []);
  return ids.length === 0 ? new Map() : await cache.posts.getMany(ids);
}

function isParentKnown(parentPostId: string, { parentOf, userOf }: Lookup): boolean {
  const parent = parentOf(parentPostId);
  return parent !== undefined && userOf(parent.authorId) !== undefined;
}

function visiblePost(
  viewer: Relations | null,
  post: Omit<VisiblePost, "viewer" | "isOwn" | "mentionedIds" | "parentIds" | "repost">,
  lookup: Lookup,
): VisiblePost {
  const isOwn = viewer?.userId === post.card.authorId;
  const mentionedIds = post.card.mentions.map(({ userId }) => userId);
  const parentIds = parentIdsOf(post.card, lookup);
  return {
    ...post,
    card: withoutHidden(viewer, post.card, lookup),
    viewer: viewer === null
      ? ANYBODY
      : { viewerId: viewer.userId, sessionsEndedAt: viewer.sessionsEndedAt },
    isOwn,
    mentionedIds,
    parentIds,
  };
}

const NO_PARENT: readonly string[] = [];

function parentIdsOf({ parentPostId }: PostCard, { parentOf }: Lookup): readonly string[] {
  if (parentPostId === null) return NO_PARENT;
  const authorId = parentOf(parentPostId)?.authorId;
  return authorId === undefined ? [parentPostId] : [parentPostId, authorId];
}

/** The post without mentions of people who are hidden from the viewer, and without such a parent. */
function withoutHidden(viewer: Relations | null, card: PostCard, lookup: Lookup): PostCard {
  if (card.mentions.length === 0 && card.parentPostId === null) return card;
  const mentions = card.mentions.filter(({ userId }) => {
    const user = lookup.userOf(userId);
    return user !== undefined && canSeeUser(viewer, user);
  });
  const isParentShown = card.parentPostId === null ||
    isParentVisible(viewer, lookup.parentOf(card.parentPostId), lookup);
  if (mentions.length === card.mentions.length && isParentShown) return card;
  return { ...card, mentions, parentPostId: isParentShown ? card.parentPostId : null };
}

function isParentVisible(
  viewer: Relations | null,
  parent: PostCard | undefined,
  { userOf }: Lookup,
): boolean {
  const author = parent && userOf(parent.authorId);
  return parent !== undefined && author !== undefined && canSeePost(viewer, parent, author);
}
