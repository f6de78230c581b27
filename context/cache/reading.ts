import type { UserCard } from "../../db/people/cards.ts";
import type { Relations } from "../../db/people/relations.ts";
import type { PostCard } from "../../db/posts/cards.ts";
import type { FeedPlace } from "../../db/feeds/feed.ts";
import type { SpaceCard } from "../../db/spaces/cards.ts";
import type { PostId, SpaceId, UserId } from "../../domain/ids.ts";
import type { ViewerStates } from "../../domain/engagement/viewer_states.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import { nextMuteEnd } from "../../domain/safety/mutes.ts";
import { tagKey } from "../../domain/text.ts";
import type { BatchReads } from "../../lib/cache/batch_cache.ts";
import type { Dependencies, Source } from "../../lib/cache/page_cache.ts";
import type { Version, VersionClock } from "../../lib/cache/version_clock.ts";

/** The newest places in feeds of the posts of an author, a tag or a space, or of a person's reposts. */
export type RecentPlaces = readonly FeedPlace[];

/** Reads of posts: of the read cache itself, or tracked by a {@link Reading}. */
export interface PostReads {
  readonly posts: BatchReads<PostCard, PostId>;
  readonly counters: BatchReads<Counters, PostId>;
  readonly users: BatchReads<UserCard, UserId>;
  readonly relations: BatchReads<Relations, UserId>;
  readonly spaces: BatchReads<SpaceCard, SpaceId>;
  readonly viewerStates: ViewerStateReads;
}

/** Reads of what a user has done with posts. */
export interface ViewerStateReads {
  /** Returns what is in memory. */
  peek(userId: UserId): ViewerStates | undefined;
  /** Returns states that include those of these posts. */
  get(userId: UserId, posts: readonly PostCard[]): Promise<ViewerStates>;
}

/** The caches that a {@link Reading} tracks. */
export interface TrackedCaches extends PostReads {
  readonly versions: VersionClock;
  readonly recentPosts: BatchReads<RecentPlaces, UserId>;
  readonly recentReposts: BatchReads<RecentPlaces, UserId>;
  readonly recentSpacePosts: BatchReads<RecentPlaces, SpaceId>;
  readonly recentTagged: { get(tag: string): Promise<RecentPlaces> };
  readonly pulledAuthors: Source & { get(): Promise<readonly UserId[]> };
}

/** The reads of one request. It records what they depend on, so that a page of them can be cached. */
export class Reading implements PostReads, Dependencies {
  readonly since: Version;
  readonly ids = new Set<string>();
  readonly sources: { source: Source; value: object }[] = [];
  validUntil = Infinity;
  readonly posts: BatchReads<PostCard, PostId>;
  readonly counters: BatchReads<Counters, PostId>;
  readonly users: BatchReads<UserCard, UserId>;
  readonly relations: BatchReads<Relations, UserId>;
  readonly spaces: BatchReads<SpaceCard, SpaceId>;
  readonly viewerStates: ViewerStateReads;
  readonly recentPosts: BatchReads<RecentPlaces, UserId>;
  readonly recentReposts: BatchReads<RecentPlaces, UserId>;
  readonly recentSpacePosts: BatchReads<RecentPlaces, SpaceId>;
  readonly #cache: TrackedCaches;

  constructor(cache: TrackedCaches) {
    this.#cache = cache;
    this.since = cache.versions.now();
    const note = (id: string) => void this.ids.add(id);
    this.posts = new TrackedReads(cache.posts, note);
    this.counters = new TrackedReads(cache.counters, note);
    this.users = new TrackedReads(cache.users, note);
    this.spaces = new TrackedReads(cache.spaces, note);
    this.recentPosts = new TrackedReads(cache.recentPosts, note);
    this.recentReposts = new TrackedReads(cache.recentReposts, note);
    this.recentSpacePosts = new TrackedReads(cache.recentSpacePosts, note);
    this.relations = new TrackedReads(cache.relations, (id, relations) => {
      note(id);
      if (relations !== undefined) this.expireAt(nextMuteEnd(relations, Date.now()));
    });
    this.viewerStates = {
      peek(userId) {
        note(userId);
        return cache.viewerStates.peek(userId);
      },
      get(userId, posts) {
        note(userId);
        return cache.viewerStates.get(userId, posts);
      },
    };
  }

  /** Returns the newest places of a tag. */
  recentTagged(tag: string): Promise<RecentPlaces> {
    this.ids.add(tagKey(tag));
    return this.#cache.recentTagged.get(tag);
  }

  /** Returns the authors whose posts are merged into feeds when these are read. */
  async pulledAuthors(): Promise<readonly UserId[]> {
    return this.dependOn(this.#cache.pulledAuthors, await this.#cache.pulledAuthors.get());
  }

  /** Records a value that depends on what a source holds. Returns the value. */
  dependOn<V extends object>(source: Source, value: V): V {
    this.sources.push({ source, value });
    return value;
  }

  /** Records that something ends by itself at this time, in milliseconds since 1970. */
  expireAt(time: number): void {
    this.validUntil = Math.min(this.validUntil, time);
  }
}

/** Reads a cache and records the id of each read. */
class TrackedReads<V, Id extends string> implements BatchReads<V, Id> {
  readonly #reads: BatchReads<V, Id>;
  readonly #note: (id: Id, value: V | undefined) => void;

  constructor(reads: BatchReads<V, Id>, note: (id: Id, value: V | undefined) => void) {
    this.#reads = reads;
    this.#note = note;
  }

  peek(id: Id): V | undefined {
    const value = this.#reads.peek(id);
    this.#note(id, value);
    return value;
  }

  async get(id: Id): Promise<V | undefined> {
    const value = await this.#reads.get(id);
    this.#note(id, value);
    return value;
  }

  async getMany(ids: readonly Id[]): Promise<Map<Id, V>> {
    const values = await this.#reads.getMany(ids);
    for (const id of ids) this.#note(id, values.get(id));
    return values;
  }
}
