import type { PostId, SpaceId, UserId } from "../../domain/ids.ts";
import type { PostReads } from "../../context/cache/reading.ts";
import type { UserCard } from "../../db/people/cards.ts";
import type { Relations } from "../../db/people/relations.ts";
import type { PostCard } from "../../db/posts/cards.ts";
import type { SpaceCard } from "../../db/spaces/cards.ts";
import {
  NO_VIEWER_STATE,
  type ViewerState,
  type ViewerStates,
} from "../../domain/engagement/viewer_states.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import { canSeePost } from "../../domain/posts/visibility.ts";

/** The data that decide who sees a post: the viewer (null has no account), posts and people. */
export interface AudienceLookup {
  readonly viewer: Relations | null;
  post(id: PostId): PostCard | undefined;
  user(id: UserId): UserCard | undefined;
  space(id: SpaceId): SpaceCard | undefined;
}

/** All data of visible posts. */
export interface Lookup extends AudienceLookup {
  /** Whether every value that was looked up so far was found or does not exist. */
  readonly isComplete: boolean;
  counters(postId: PostId): Counters | undefined;
  viewerState(card: PostCard): ViewerState | undefined;
}

/** Whether the viewer of a lookup sees a post. An erased author's posts are hidden. */
export function seesPost(lookup: AudienceLookup, card: PostCard): boolean {
  const author = lookup.user(card.authorId);
  return author !== undefined && canSeePost(lookup.viewer, card, author, spaceOf(lookup, card));
}

/** Returns the space of a post. */
export function spaceOf(lookup: AudienceLookup, { spaceId }: PostCard): SpaceCard | undefined {
  return spaceId === null ? undefined : lookup.space(spaceId);
}

/** Looks up values in memory without waiting. */
export class CachedLookup implements Lookup {
  readonly viewer: Relations | null;
  isComplete = true;
  readonly #reads: PostReads;
  readonly #viewerStates: ViewerStates | null;

  constructor(reads: PostReads, viewerId: UserId | null) {
    this.#reads = reads;
    this.viewer = viewerId === null ? null : this.#found(reads.relations.peek(viewerId)) ?? null;
    this.#viewerStates = viewerId === null
      ? null
      : this.#found(reads.viewerStates.peek(viewerId)) ?? null;
  }

  post(id: PostId): PostCard | undefined {
    return this.#found(this.#reads.posts.peek(id));
  }

  user(id: UserId): UserCard | undefined {
    return this.#found(this.#reads.users.peek(id));
  }

  space(id: SpaceId): SpaceCard | undefined {
    return this.#found(this.#reads.spaces.peek(id));
  }

  counters(postId: PostId): Counters | undefined {
    return this.#found(this.#reads.counters.peek(postId));
  }

  viewerState(card: PostCard): ViewerState | undefined {
    return this.#viewerStates === null ? NO_VIEWER_STATE : this.#found(this.#viewerStates.of(card));
  }

  #found<V>(value: V | undefined): V | undefined {
    if (value === undefined) this.isComplete = false;
    return value;
  }
}

/** Loads all data of these posts. A value that is missing in the result is erased. */
export async function loadLookup(
  reads: PostReads,
  viewerId: UserId | null,
  ids: readonly PostId[],
): Promise<Lookup> {
  const [cards, counters, viewer] = await Promise.all([
    reads.posts.getMany(ids),
    reads.counters.getMany(ids),
    viewerId === null ? null : reads.relations.get(viewerId),
  ]);
  const posts = [...cards.values()];
  const parents = await reads.posts.getMany(posts.flatMap((card) => card.parentPostId ?? []));
  const all = [...posts, ...parents.values()];
  const [users, spaces, viewerStates] = await Promise.all([
    reads.users.getMany(all.flatMap(peopleOf)),
    reads.spaces.getMany(spacesOf(all)),
    viewerId === null ? null : reads.viewerStates.get(viewerId, posts),
  ]);
  return {
    viewer: viewer ?? null,
    isComplete: true,
    post: (id) => cards.get(id) ?? parents.get(id),
    user: (id) => users.get(id),
    space: (id) => spaces.get(id),
    counters: (postId) => counters.get(postId),
    viewerState: (card) => viewerStates?.of(card) ?? NO_VIEWER_STATE,
  };
}

/** Loads the data that decide who sees these posts. */
export async function loadAudience(
  reads: PostReads,
  viewerId: UserId | null,
  ids: readonly PostId[],
): Promise<AudienceLookup> {
  const [cards, viewer] = await Promise.all([
    reads.posts.getMany(ids),
    viewerId === null ? null : reads.relations.get(viewerId),
  ]);
  const posts = [...cards.values()];
  const [users, spaces] = await Promise.all([
    reads.users.getMany(posts.map((card) => card.authorId)),
    reads.spaces.getMany(spacesOf(posts)),
  ]);
  return {
    viewer: viewer ?? null,
    post: (id) => cards.get(id),
    user: (id) => users.get(id),
    space: (id) => spaces.get(id),
  };
}

function spacesOf(posts: readonly PostCard[]): SpaceId[] {
  return [...new Set(posts.flatMap(({ spaceId }) => spaceId ?? []))];
}

function peopleOf({ authorId, mentions }: PostCard): UserId[] {
  return [authorId, ...mentions.map(({ userId }) => userId)];
}
