import type { ConversationHead } from "../domain/conversations/conversations.ts";
import type { ViewerState } from "../domain/engagement/viewer_states.ts";
import type { Counters } from "../domain/posts/posts.ts";
import type { CacheName, Invalidation } from "../domain/events/invalidations.ts";
import { type CommentText, loadCommentTexts } from "../db/comments/texts.ts";
import {
  listRecentInSpaces,
  listRecentOf,
  loadCounters,
  loadPostCards,
  type PostCard,
} from "../db/posts/cards.ts";
import { type ConversationCard, loadConversationCards } from "../db/conversations/cards.ts";
import { loadMembers, type Members } from "../db/conversations/members.ts";
import { loadMemberships, type Memberships } from "../db/conversations/memberships.ts";
import { loadMessageCards, type MessageCard } from "../db/messages/cards.ts";
import { loadSpaceCards, type SpaceCard } from "../db/spaces/cards.ts";
import { loadRelations, type Relations } from "../db/people/relations.ts";
import { loadSessions, type SessionCard } from "../db/accounts/sessions.ts";
import { listRecentReposts } from "../db/feeds/followed_reposts.ts";
import type { FeedPlace } from "../db/feeds/feed.ts";
import { listRecentTagged } from "../db/feeds/tag_follows.ts";
import { listPulledAuthors, loadUserCards, type UserCard } from "../db/people/cards.ts";
import type { Sql, SqlPool } from "../db/sql.ts";
import { VersionClock } from "../lib/cache/version_clock.ts";
import { BatchCache } from "../lib/cache/batch_cache.ts";
import type {
  CommentId,
  ConversationId,
  MessageId,
  PostId,
  SessionId,
  SpaceId,
  UserId,
} from "../domain/ids.ts";
import { PulledAuthors } from "./cache/pulled_authors.ts";
import { Reading, type RecentPlaces, type TrackedCaches } from "./cache/reading.ts";
import { TaggedPlaces } from "./cache/tagged_places.ts";
import { UnreadCache } from "./cache/unread_cache.ts";
import { ViewerStateCache } from "./cache/viewer_state_cache.ts";

/** The name of all people in versions: it changes when any user does. */
export const PEOPLE = "people";

/** How many recent places of one author, reposter, tag or space are cached. */
export const RECENT_PLACES_MAX = 50;

/** The parts that the caches have of all bytes. */
const PARTS = {
  posts: 32,
  commentTexts: 8,
  counters: 8,
  users: 16,
  sessions: 16,
  relations: 32,
  recentPosts: 16,
  recentReposts: 16,
  recentSpacePosts: 4,
  recentTagged: 16,
  viewerStates: 32,
  conversations: 12,
  conversationMembers: 8,
  memberships: 16,
  messages: 24,
  spaces: 4,
  unread: 8,
};
const PARTS_SUM = Object.values(PARTS).reduce((sum, part) => sum + part, 0);

const NO_CACHE = { invalidate() {}, clear() {} };

type LoadMany<V, Id extends string> = (sql: Sql, ids: readonly Id[]) => Promise<Map<string, V>>;

/**
 * Caches the data that recent readers need in this process. Postgres has the truth of all of it.
 */
export class ReadCache implements TrackedCaches {
  /** The last changes of everything that is cached here. */
  readonly versions = new VersionClock();
  readonly posts: BatchCache<PostCard, PostId>;
  /** Texts of visible comments. Nobody invalidates replies that were deleted with their parent. */
  readonly commentTexts: BatchCache<CommentText, CommentId>;
  readonly counters: BatchCache<Counters, PostId>;
  readonly users: BatchCache<UserCard, UserId>;
  readonly relations: BatchCache<Relations, UserId>;
  readonly sessions: BatchCache<SessionCard, SessionId>;
  readonly recentPosts: BatchCache<RecentPlaces, UserId>;
  readonly recentReposts: BatchCache<RecentPlaces, UserId>;
  readonly recentSpacePosts: BatchCache<RecentPlaces, SpaceId>;
  readonly recentTagged: TaggedPlaces;
  readonly conversations: BatchCache<ConversationCard, ConversationId>;
  readonly conversationMembers: BatchCache<Members, ConversationId>;
  readonly memberships: BatchCache<Memberships, UserId>;
  readonly messages: BatchCache<MessageCard, MessageId>;
  readonly spaces: BatchCache<SpaceCard, SpaceId>;
  readonly unread: UnreadCache;
  readonly viewerStates: ViewerStateCache;
  readonly pulledAuthors: PulledAuthors;
  readonly #byName: Readonly<Record<CacheName, { invalidate(id: string): void; clear(): void }>>;

  constructor(sql: SqlPool, options: { fanOutLimit: number; bytesMax: number }) {
    const bytesOf = (name: keyof typeof PARTS) => options.bytesMax * PARTS[name] / PARTS_SUM;
    const cache = <V extends object, Id extends string = string>(
      name: keyof typeof PARTS,
      load: LoadMany<V, Id>,
    ) => new BatchCache<V, Id>({ maxBytes: bytesOf(name), load: (ids) => load(sql, ids) });
    this.posts = cache("posts", loadPostCards);
    this.commentTexts = cache("commentTexts", loadCommentTexts);
    this.counters = cache("counters", loadCounters);
    this.users = cache("users", loadUserCards);
    this.sessions = cache("sessions", loadSessions);
    this.relations = cache("relations", loadRelations);
    this.recentPosts = cache("recentPosts", recentPlaces(listRecentOf, (place) => place.authorId));
    this.recentReposts = cache(
      "recentReposts",
      recentPlaces(listRecentReposts, (place) => place.reposterId),
    );
    this.recentSpacePosts = cache(
      "recentSpacePosts",
      recentPlaces(listRecentInSpaces, (place) => place.spaceId),
    );
    this.recentTagged = new TaggedPlaces(
      cache("recentTagged", recentPlaces(listRecentTagged, (place) => place.tag)),
    );
    this.conversations = cache("conversations", loadConversationCards);
    this.conversationMembers = cache("conversationMembers", loadMembers);
    this.memberships = cache("memberships", loadMemberships);
    this.messages = cache("messages", loadMessageCards);
    this.spaces = cache("spaces", loadSpaceCards);
    this.unread = new UnreadCache(bytesOf("unread"));
    this.viewerStates = new ViewerStateCache(sql, bytesOf("viewerStates"));
    this.pulledAuthors = new PulledAuthors(() => listPulledAuthors(sql, options.fanOutLimit));
    this.#byName = {
      post: this.posts,
      comment: this.commentTexts,
      user: this.users,
      relations: this.relations,
      viewer_states: this.viewerStates,
      author_posts: this.recentPosts,
      reposts: this.recentReposts,
      tag_posts: this.recentTagged,
      space_posts: this.recentSpacePosts,
      session: this.sessions,
      conversation: this.conversations,
      conversation_members: this.conversationMembers,
      memberships: this.memberships,
      message: this.messages,
      space: this.spaces,
      rights: NO_CACHE,
    };
  }

  /** Begins the reads of a request whose result is to be cached. */
  reading(): Reading {
    return new Reading(this);
  }

  /** Drops an entry that an event has outdated. */
  invalidate({ cache, id }: Invalidation): void {
    this.versions.bump(id);
    if (cache === "user") {
      this.versions.bump(PEOPLE);
      this.unread.changed(id);
    }
    this.#byName[cache].invalidate(id);
  }

  /** Caches counters unless newer ones are known. Counters that nobody reads are not cached. */
  applyCounters(counters: Counters): void {
    this.versions.bump(counters.postId);
    const known = this.counters.peek(counters.postId);
    if (known === undefined) this.counters.invalidate(counters.postId);
    else if (known.rev < counters.rev) this.counters.put(counters.postId, counters);
  }

  /** Caches the head of a conversation unless a newer one is known, or nobody reads it. */
  applyHead({ conversationId, ...head }: ConversationHead): void {
    this.versions.bump(conversationId);
    const known = this.conversations.peek(conversationId);
    if (known === undefined) this.conversations.invalidate(conversationId);
    else if (known.headRev < head.headRev) {
      this.conversations.put(conversationId, { ...known, ...head });
    }
  }

  /** Records what this process has just written of a user's state of a post. */
  recordViewerState(userId: UserId, postId: PostId, change: Partial<ViewerState>): void {
    this.versions.bump(userId);
    this.viewerStates.change(userId, this.posts.peek(postId), change);
  }

  /** Drops everything. */
  clear(): void {
    this.versions.bumpAll();
    const caches = [
      ...Object.values(this.#byName),
      this.counters,
      this.pulledAuthors,
      this.unread,
    ];
    for (const cache of caches) cache.clear();
  }
}

/** Returns how the newest places of authors, reposters, tags or spaces are loaded. */
function recentPlaces<P extends FeedPlace, Key extends string>(
  list: (sql: Sql, keys: readonly Key[], limit: number) => Promise<P[]>,
  keyOf: (place: P) => string,
): LoadMany<RecentPlaces, Key> {
  return async (sql, keys) => {
    const places = Map.groupBy(await list(sql, keys, RECENT_PLACES_MAX), keyOf);
    return new Map(keys.map((key) => [key, places.get(key) ?? []]));
  };
}
