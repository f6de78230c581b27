import { type ViewerState, ViewerStates } from "../domain/engagement/viewer_states.ts";
import type { Counters } from "../domain/posts/posts.ts";
import type { CacheName, Invalidation } from "../domain/events/invalidations.ts";
import { type CommentText, loadCommentTexts } from "../db/comments/texts.ts";
import {
  listRecentOf,
  loadCounters,
  loadPostCards,
  loadViewerStates,
  type PostCard,
} from "../db/posts/cards.ts";
import { loadRelations, type Relations } from "../db/people/relations.ts";
import { loadSessions, type SessionCard } from "../db/accounts/sessions.ts";
import { listRecentReposts } from "../db/feeds/followed_reposts.ts";
import type { FeedPlace } from "../db/feeds/feed.ts";
import { listRecentTagged } from "../db/feeds/tag_follows.ts";
import { listPulledAuthors, loadUserCards, type UserCard } from "../db/people/cards.ts";
import type { SqlPool } from "../db/sql.ts";
import { tagKey } from "../domain/text.ts";
import { slotsOf, type Version, VersionClock } from "../lib/cache/version_clock.ts";
import { BatchCache } from "../lib/cache/batch_cache.ts";
import { LRUCache } from "lru-cache";
import type { CommentId, PostId, SessionId } from "../domain/ids.ts";
import { byteBound } from "../lib/byte_bound.ts";

/** Recent posts of an author whose posts are merged at read time. */
export interface RecentPosts {
  posts: readonly { sortId: string; postId: PostId }[];
}

/** The newest feed places of one person's reposts, or of one tag. */
export interface RecentPlaces {
  places: readonly FeedPlace[];
  /** A version from before they were read. */
  since: Version;
}

/** Cached recent posts of one author, reposts of one person, or posts of one tag. */
export const RECENT_POSTS_KEPT = 50;
const VIEWER_STATES_CACHED = 2000;
const VIEWER_STATE_BYTES = 200;
const MIB = 1024 ** 2;
const PULLED_KNOWN_MS = 10_000;

/**
 * Caches the data that recent readers need in this process. Postgres has the truth of all of it.
 */
export class ReadCache {
  /** The version of the last change of everything in this cache. */
  readonly versions = new VersionClock();
  readonly posts: BatchCache<PostCard, PostId>;
  /** Texts of visible comments. Nobody invalidates replies that were deleted with their parent. */
  readonly commentTexts: BatchCache<CommentText, CommentId>;
  readonly counters: BatchCache<Counters, PostId>;
  readonly users: BatchCache<UserCard>;
  readonly relations: BatchCache<Relations>;
  readonly sessions: BatchCache<SessionCard, SessionId>;
  readonly recentPosts: BatchCache<RecentPosts>;
  readonly recentReposts: BatchCache<RecentPlaces>;
  readonly #recentTagged: BatchCache<RecentPlaces>;
  readonly #viewerStates = new LRUCache<string, ViewerStates>(
    byteBound(32 * MIB, ({ size }) => size * VIEWER_STATE_BYTES),
  );
  readonly #byName: Readonly<Record<CacheName, { invalidate(id: string): void }>>;
  readonly #sql: SqlPool;
  readonly #fanOutLimit: number;
  #pulled: { ids: readonly string[]; until: number } = { ids: [], until: 0 };
  #pulling: Promise<void> | null = null;

  constructor(sql: SqlPool, options: { fanOutLimit: number }) {
    this.#sql = sql;
    this.#fanOutLimit = options.fanOutLimit;
    this.posts = new BatchCache({ maxBytes: 32 * MIB, load: (ids) => loadPostCards(sql, ids) });
    this.commentTexts = new BatchCache({
      maxBytes: 8 * MIB,
      load: (ids) => loadCommentTexts(sql, ids),
    });
    this.counters = new BatchCache({ maxBytes: 8 * MIB, load: (ids) => loadCounters(sql, ids) });
    this.users = new BatchCache({ maxBytes: 16 * MIB, load: (ids) => loadUserCards(sql, ids) });
    this.sessions = new BatchCache({ maxBytes: 16 * MIB, load: (ids) => loadSessions(sql, ids) });
    this.relations = new BatchCache({
      maxBytes: 32 * MIB,
      load: (ids) => loadRelations(sql, ids),
    });
    this.recentPosts = new BatchCache<RecentPosts>({
      maxBytes: 16 * MIB,
      load: async (ids) => {
        const rows = await listRecentOf(sql, ids, RECENT_POSTS_KEPT);
        const byAuthor = Map.groupBy(rows, (row) => row.authorId);
        return new Map(ids.map((id) => [id, { posts: byAuthor.get(id) ?? [] }]));
      },
    });
    const recent = (list: ListRecent) =>
      new BatchCache({ maxBytes: 16 * MIB, load: placesBy(list, this.versions) });
    this.recentReposts = recent(async (ids) =>
      Map.groupBy(
        await listRecentReposts(sql, ids, RECENT_POSTS_KEPT),
        (place) => place.reposterId,
      )
    );
    this.#recentTagged = recent(async (tags) =>
      Map.groupBy(
        await listRecentTagged(sql, tags, RECENT_POSTS_KEPT),
        (place) => place.tag,
      )
    );
    this.#byName = {
      post: this.posts,
      comment: this.commentTexts,
      user: this.users,
      relations: this.relations,
      viewer_states: { invalidate: (id) => void this.#viewerStates.delete(id) },
      author_posts: this.recentPosts,
      reposts: this.recentReposts,
      // The places of a tag are compared with the version of its key: see `recentTagged`.
      tag_posts: { invalidate() {} },
      session: this.sessions,
    };
  }

  /** Drops an entry that an event has outdated. */
  invalidate({ cache, id }: Invalidation): void {
    this.versions.bump(id);
    this.#byName[cache].invalidate(id);
  }

  /** Updates cached counters unless they are newer. Counters that nobody reads are not cached. */
  applyCounters(counters: Counters): void {
    this.versions.bump(counters.postId);
    const known = this.counters.peek(counters.postId);
    if (known === undefined) this.counters.invalidate(counters.postId);
    else if (known.rev < counters.rev) this.counters.put(counters.postId, counters);
  }

  /** Returns the few authors whose posts are merged when a feed is read, not written to feeds. */
  async pulledAuthors(): Promise<readonly string[]> {
    if (this.#pulled.until < performance.now()) {
      this.#pulling ??= this.#findPulled().finally(() => this.#pulling = null);
      // An author who has just passed the limit may be missing for a moment; their older posts were
      // written.
      if (this.#pulled.until === 0) await this.#pulling;
      else this.#pulling.catch(() => {});
    }
    return this.#pulled.ids;
  }

  async #findPulled(): Promise<void> {
    const ids = await listPulledAuthors(this.#sql, this.#fanOutLimit);
    const isSame = ids.join() === this.#pulled.ids.join();
    const until = performance.now() + PULLED_KNOWN_MS;
    this.#pulled = { ids: isSame ? this.#pulled.ids : ids, until };
  }

  /** Returns the newest places of each of these tags. */
  async recentTagged(tags: readonly string[]): Promise<RecentPlaces[]> {
    for (const tag of tags) {
      const known = this.#recentTagged.peek(tag);
      if (known === undefined) continue;
      const isCurrent = this.versions.isUnchangedSince(known.since, slotsOf([tagKey(tag)]));
      if (!isCurrent) this.#recentTagged.invalidate(tag);
    }
    return [...(await this.#recentTagged.getMany(tags)).values()];
  }

  /** Returns the user's viewer states that are in memory. */
  peekViewerStates(userId: string): ViewerStates | undefined {
    return this.#viewerStates.get(userId);
  }

  /** Returns the user's viewer states, for these posts at least. */
  async viewerStates(userId: string, posts: readonly PostCard[]): Promise<ViewerStates> {
    let known = this.#viewerStates.get(userId);
    if (known === undefined || known.size > VIEWER_STATES_CACHED) {
      known = new ViewerStates(userId);
      this.#viewerStates.set(userId, known);
    }
    const unknown = posts.filter((post) => known.of(post) === undefined);
    if (unknown.length === 0) return known;
    const { viewerStates, readAt } = await loadViewerStates(
      this.#sql,
      userId,
      unknown.map(({ id }) => id),
    );
    known.learn(viewerStates, readAt);
    // If an event dropped it meanwhile, it still serves this reader, but is not cached.
    if (this.#viewerStates.peek(userId) === known) {
      // It has grown; adding it again makes the cache measure it again.
      this.#viewerStates.delete(userId);
      this.#viewerStates.set(userId, known);
    }
    return known;
  }

  /** Records this process's latest write to a user's viewer state of a post. */
  recordViewerState(userId: string, postId: PostId, change: Partial<ViewerState>): void {
    this.versions.bump(userId);
    const post = this.posts.peek(postId);
    const isKnown = post && this.#viewerStates.get(userId)?.change(post, change);
    // A read in progress may return an older state.
    if (!isKnown) this.#viewerStates.delete(userId);
  }

  /** Clears all caches. */
  clear(): void {
    this.versions.bumpAll();
    for (const cache of [this.posts, this.counters, this.users, this.relations]) cache.clear();
    for (const cache of [this.commentTexts, this.sessions]) cache.clear();
    for (const recent of [this.recentReposts, this.#recentTagged]) recent.clear();
    this.recentPosts.clear();
    this.#viewerStates.clear();
    this.#pulled = { ids: [], until: 0 };
  }
}

type ListRecent = (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly FeedPlace[]>>;

function placesBy(list: ListRecent, versions: VersionClock) {
  return async (ids: readonly string[]): Promise<Map<string, RecentPlaces>> => {
    const since = versions.now();
    const found = await list(ids);
    return new Map(ids.map((id) => [id, { places: found.get(id) ?? [], since }]));
  };
}
