import { FEED_IN_MEMORY, FEED_KEPT } from "../../domain/limits.ts";
import { LAST_ID, type PostId, type UserId } from "../../domain/ids.ts";
import type { ActorKind, Row } from "../runtime/actor.ts";
import { userTopic } from "../../domain/events/topics.ts";
import { ERASURES } from "./erasure.ts";
import { listUsers } from "./users.ts";

/** A row of a home feed: a place, its post, the author, and the reposter if there is one. */
export interface FeedEntry {
  sortId: string;
  postId: PostId;
  authorId: UserId;
  /** The reposter who brought the post into the feed. */
  reposterId?: UserId | null;
}

/** The feed of a user: the newest entries in memory, newest first. */
export interface FeedState {
  /** The state of the follows for which the rows are complete; null if they never were. */
  assembled: Assembled | null;
  entries: readonly FeedEntry[];
  /** KV has older rows. */
  hasOlder: boolean;
}

/** The time and the follows for which a feed was made complete from Postgres. */
export interface Assembled {
  /** The owner's `follows_rev` at that time. */
  followsRev: number;
  /** The owner's last recorded activity, in milliseconds since 1970; posts arrive since then. */
  activeAt: number;
  /** The feed lacks no post down to this place. */
  oldest: string;
}

/** A message to a feed. */
export type FeedMessage =
  | { type: "arrived"; entry: FeedEntry; eventId: string; at: number }
  | { type: "assembling"; entries: readonly FeedEntry[] }
  | { type: "assembled"; assembled: Assembled };

/** The most rows that KV reads at once. */
const KV_BATCH_MAX = 1000;
/** The most keys that KV reads by name at once. */
const KEYS_A_READ_MAX = 10;
const TRIMMED_AT_ONCE = 400;

const rowKey = (userId: string, sortId: string) => ["user", userId, "feed", sortId];
const assembledKey = (userId: string) => ["user", userId, "feed-assembled"];

function row(userId: string, { sortId, postId, authorId, reposterId }: FeedEntry): Row {
  const value = reposterId ? [postId, authorId, reposterId] : [postId, authorId];
  return { key: rowKey(userId, sortId), value };
}

/** The actor of a home feed: one small row per post. */
export const feedActor: ActorKind<FeedState, FeedMessage> = {
  kind: "feed",

  async load(kv, userId) {
    const [assembled, entries] = await Promise.all([
      kv.get<Assembled>(assembledKey(userId)),
      listFeedRows(kv, userId, null, FEED_IN_MEMORY + 1),
    ]);
    return {
      assembled: assembled.value,
      entries: entries.slice(0, FEED_IN_MEMORY),
      hasOlder: entries.length > FEED_IN_MEMORY,
    };
  },

  receive(userId, state, message) {
    switch (message.type) {
      case "arrived": {
        const { entry, eventId: id, at } = message;
        const topic = userTopic(userId);
        const { postId } = entry;
        return {
          state: state && withNewest(state, entry),
          rows: [row(userId, entry)],
          // A repost is no new post, so readers find it only when they read the feed.
          log: entry.reposterId
            ? []
            : [{ topic, entry: { id, type: "post.created", at, ref: { postId } } }],
        };
      }
      case "assembling":
        return {
          state: state && withEntries(state, message.entries),
          rows: message.entries.map((entry) => row(userId, entry)),
          log: [],
        };
      case "assembled":
        return {
          state: state && { ...state, assembled: message.assembled },
          rows: [{
            key: assembledKey(userId),
            value: message.assembled,
          }],
          log: [],
        };
    }
  },
};

/**
 * Adds an entry. It is nearly always the newest: a fan-out to thousands must not sort each feed.
 */
function withNewest(state: FeedState, entry: FeedEntry): FeedState {
  const newest = state.entries[0];
  if (newest !== undefined && entry.sortId <= newest.sortId) return withEntries(state, [entry]);
  const entries = [entry, ...state.entries.slice(0, FEED_IN_MEMORY - 1)];
  const hasOlder = state.hasOlder || state.entries.length === FEED_IN_MEMORY;
  return { ...state, entries, hasOlder };
}

function withEntries(state: FeedState, added: readonly FeedEntry[]): FeedState {
  const bySortId = new Map(state.entries.map((entry) => [entry.sortId, entry]));
  for (const entry of added) bySortId.set(entry.sortId, entry);
  const entries = [...bySortId.values()].sort((a, b) => a.sortId < b.sortId ? 1 : -1);
  return {
    ...state,
    entries: entries.slice(0, FEED_IN_MEMORY),
    hasOlder: state.hasOlder || entries.length > FEED_IN_MEMORY,
  };
}

/** Returns the rows of a feed before a place, newest first. */
export async function listFeedRows(
  kv: Deno.Kv,
  userId: string,
  before: string | null,
  limit: number,
): Promise<FeedEntry[]> {
  const prefix = ["user", userId, "feed"];
  const selector = before === null ? { prefix } : { prefix, end: rowKey(userId, before) };
  const rows = kv.list<[PostId, UserId, UserId?]>(selector, {
    limit,
    reverse: true,
    batchSize: Math.min(limit, KV_BATCH_MAX),
  });
  const entries: FeedEntry[] = [];
  for await (const { key, value: [postId, authorId, reposterId] } of rows) {
    const place = { sortId: key[3] as string, postId, authorId };
    entries.push(reposterId === undefined ? place : { ...place, reposterId });
  }
  return entries;
}

/** Returns the rows that do not change while a feed is assembled. */
export function unchangedFeed(userId: string): [Deno.KvKey, Deno.KvKey] {
  return [assembledKey(userId), ERASURES];
}

/**
 * Deletes some rows of an assembled feed beyond the stored maximum; returns how many. It stays
 * complete down to them. A feed that nobody has read since `unreadSince`, in milliseconds since
 * 1970, loses all its rows and is no longer assembled. Returns 0 if it is assembled meanwhile.
 */
export async function trimFeed(kv: Deno.Kv, userId: string, unreadSince: number): Promise<number> {
  const marker = await kv.get<Assembled>(assembledKey(userId));
  if (marker.value === null) return 0;
  const keep = marker.value.activeAt < unreadSince ? 0 : FEED_KEPT;
  const rows = await listFeedRows(kv, userId, null, keep + TRIMMED_AT_ONCE);
  const surplus = rows.slice(keep);
  const isEmptied = keep === 0 && surplus.length < TRIMMED_AT_ONCE;
  if (surplus.length === 0 && !isEmptied) return 0;
  const atomic = kv.atomic().check(marker);
  const last = rows[keep - 1]?.sortId ?? LAST_ID;
  const oldest = marker.value.oldest < last ? last : marker.value.oldest;
  // This is written even if it stays the same: an assembly meanwhile then begins again.
  if (isEmptied) atomic.delete(marker.key);
  else atomic.set(marker.key, { ...marker.value, oldest });
  for (const { sortId } of surplus) atomic.delete(rowKey(userId, sortId));
  const { ok } = await atomic.commit();
  return ok ? surplus.length : 0;
}

/** Lists the owners of assembled feeds. Each costs two reads of KV, however many rows they have. */
export async function* listAssembledFeeds(stores: readonly Deno.Kv[]): AsyncGenerator<UserId> {
  for (const store of stores) {
    for await (const userId of listUsers([store])) {
      if (await readAssembled(store, userId) !== null) yield userId;
    }
  }
}

/** Returns the time and the follows for which a feed was last made complete. */
export async function readAssembled(kv: Deno.Kv, userId: string): Promise<Assembled | null> {
  return (await kv.get<Assembled>(assembledKey(userId))).value;
}

/** Returns for each of these places whether the feed has a row there. */
export async function hasFeedRows(
  kv: Deno.Kv,
  userId: string,
  sortIds: readonly string[],
): Promise<boolean[]> {
  const found: boolean[] = [];
  for (let from = 0; from < sortIds.length; from += KEYS_A_READ_MAX) {
    const keys = sortIds.slice(from, from + KEYS_A_READ_MAX).map((id) => rowKey(userId, id));
    found.push(...(await kv.getMany(keys)).map((entry) => entry.value !== null));
  }
  return found;
}
