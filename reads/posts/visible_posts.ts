import type { PostReads } from "../../context/cache/reading.ts";
import type { PostCard } from "../../db/posts/cards.ts";
import type { UserCard } from "../../db/people/cards.ts";
import type { ViewerState } from "../../domain/engagement/viewer_states.ts";
import type { PostId, UserId } from "../../domain/ids.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import { canSeePost, canSeeUser } from "../../domain/posts/visibility.ts";
import { must } from "../../lib/errors.ts";
import { ANYBODY, type PictureViewer } from "../../context/picture_url.ts";
import {
  CachedLookup,
  loadAudience,
  loadLookup,
  type Lookup,
  seesPost,
  spaceOf,
} from "./lookup.ts";

/** A post with what one viewer sees of it. */
export interface VisiblePost {
  /** Mentions of hidden people and a hidden parent are left out. */
  card: PostCard;
  author: UserCard;
  counters: Counters;
  viewerState: ViewerState;
  viewer: PictureViewer;
  /** The viewer is its author. */
  isOwn: boolean;
  /** The repost that a feed shows it as. */
  repost?: ShownRepost;
}

/** The repost that a feed entry is attributed to ("reposted by …"). */
export interface ShownRepost {
  reposter: UserCard;
  at: Date;
  /** The number of people whom the reader follows and who have reposted it. */
  count: number;
}

/** Returns the posts among these that the viewer sees, by their ids: from memory if it has them. */
export async function loadVisiblePosts(
  reads: PostReads,
  viewerId: UserId | null,
  ids: readonly PostId[],
): Promise<Map<string, VisiblePost>> {
  const cached = new CachedLookup(reads, viewerId);
  const visible = decide(cached, ids);
  return cached.isComplete ? visible : decide(await loadLookup(reads, viewerId, ids), ids);
}

/** Returns the posts among these that the viewer sees, as they are for everybody. */
export async function loadVisibleCards(
  reads: PostReads,
  viewerId: UserId | null,
  ids: readonly PostId[],
): Promise<Map<string, PostCard>> {
  const lookup = await loadAudience(reads, viewerId, ids);
  const visible = new Map<string, PostCard>();
  for (const id of ids) {
    const card = lookup.post(id);
    if (card !== undefined && seesPost(lookup, card)) visible.set(id, card);
  }
  return visible;
}

/** Returns a post that the viewer sees. Throws `not_found` for any other. */
export async function requireVisiblePost(
  reads: PostReads,
  viewerId: UserId | null,
  id: PostId,
): Promise<VisiblePost> {
  return must((await loadVisiblePosts(reads, viewerId, [id])).get(id), "Post not found.");
}

/** Returns the posts that the viewer of a lookup sees. It stops at the first missing value. */
function decide(lookup: Lookup, ids: readonly PostId[]): Map<string, VisiblePost> {
  const visible = new Map<string, VisiblePost>();
  for (const id of ids) {
    const card = lookup.post(id);
    const author = card && lookup.user(card.authorId);
    const isSeen = card && author && canSeePost(lookup.viewer, card, author, spaceOf(lookup, card));
    const post = isSeen ? visiblePost(lookup, card, author) : null;
    if (!lookup.isComplete) break;
    if (post !== null) visible.set(id, post);
  }
  return visible;
}

/** Returns a post as a viewer sees it who may see it; null if it was just erased. */
export function visiblePost(
  lookup: Lookup,
  card: PostCard,
  author: UserCard,
): VisiblePost | null {
  const { viewer } = lookup;
  const counters = lookup.counters(card.id);
  const viewerState = lookup.viewerState(card);
  if (!counters || !viewerState) return null;
  const parent = card.parentPostId === null ? undefined : lookup.post(card.parentPostId);
  return {
    card: withoutHidden(lookup, card, parent),
    author,
    counters,
    viewerState,
    viewer: viewer === null
      ? ANYBODY
      : { viewerId: viewer.userId, sessionsEndedAt: viewer.sessionsEndedAt },
    isOwn: viewer?.userId === card.authorId,
  };
}

function withoutHidden(lookup: Lookup, card: PostCard, parent: PostCard | undefined): PostCard {
  if (card.mentions.length === 0 && card.parentPostId === null) return card;
  const mentions = card.mentions.filter(({ userId }) => {
    const user = lookup.user(userId);
    return user !== undefined && canSeeUser(lookup.viewer, user);
  });
  const parentPostId = parent !== undefined && seesPost(lookup, parent) ? parent.id : null;
  // If nothing is hidden, it is the same object, because texts are cached by it.
  const isWhole = mentions.length === card.mentions.length && parentPostId === card.parentPostId;
  return isWhole ? card : { ...card, mentions, parentPostId };
}
