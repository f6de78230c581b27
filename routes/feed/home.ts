import { to } from "../../actors/actor.ts";
import { feedActor, type FeedEntry, type FeedState, listFeedRows } from "../../actors/feed.ts";
import type { Context } from "../../context.ts";
import { listHomeFeed, markActive } from "../../db/feed.ts";
import type { Relations } from "../../db/relations.ts";
import { FEED_ACTIVE_DAYS, FEED_KEPT } from "../../domain/limits.ts";
import { RECENT_POSTS_KEPT } from "../../hot.ts";
import { isMutedPost } from "../see_posts.ts";
import type { Skeleton } from "./walk.ts";

const HOUR_MS = 60 * 60 * 1000;
// One day before the followers' rows would end for this reader.
const ASSEMBLED_FOR_MS = (FEED_ACTIVE_DAYS - 1) * 24 * HOUR_MS;
const ENTRIES_PER_COMMIT = 200;

/** What a reader's home feed is put together from, beside recent posts of the pulled authors. */
export interface HomeSources {
  state: FeedState;
  /** All authors whose posts are not written to feeds. */
  pulled: readonly string[];
}

/** Opens the sources of the viewer's home feed; its rows are complete then. */
export async function homeSources(ctx: Context, relations: Relations): Promise<HomeSources> {
  await ensureAssembled(ctx, relations);
  const state = await ctx.actors.state(feedActor, relations.userId);
  return { state, pulled: await ctx.hot.pulledAuthors() };
}

/** The viewer's home feed: written rows, merged with authors whose posts are not written to feeds. */
export function homeSkeleton(
  ctx: Context,
  relations: Relations,
  sources: HomeSources,
  before: string | null,
): Skeleton {
  const { userId, following } = relations;
  const now = Date.now();
  return {
    before,
    next: async (place, limit) =>
      await fromSources(ctx, relations, sources, place, limit) ??
        await listHomeFeed(ctx.sql, userId, place, limit),
    admits: ({ card }) =>
      card.authorId === userId ||
      following.has(card.authorId) && !isMutedPost(relations, card, now),
  };
}

/** The authors whose recent posts are merged into a reader's feed: their own are there at once. */
export function mergedAuthors({ userId, following }: Relations, sources: HomeSources): string[] {
  return [userId, ...sources.pulled.filter((id) => following.has(id))];
}

/** A source of entries, newest first; it has nothing to say of places below its last entry. */
interface Source {
  entries: readonly FeedEntry[];
  hasOlder: boolean;
}

/** The next places from rows and hot authors; null where only Postgres knows them all. */
async function fromSources(
  ctx: Context,
  relations: Relations,
  home: HomeSources,
  before: string | null,
  limit: number,
): Promise<FeedEntry[] | null> {
  const authors = await ctx.hot.recentPosts.getMany(mergedAuthors(relations, home));
  const sources = [await rowsBelow(ctx.kv, relations.userId, home.state, before, limit)];
  for (const [authorId, { posts }] of authors) {
    const entries = posts.map((post) => ({ ...post, authorId }));
    sources.push({ entries, hasOlder: posts.length === RECENT_POSTS_KEPT });
  }
  return merge(sources, before, limit);
}

async function rowsBelow(
  kv: Deno.Kv,
  userId: string,
  state: FeedState,
  before: string | null,
  limit: number,
): Promise<Source> {
  const last = state.entries.at(-1)?.sortId;
  if (before === null || last === undefined || before > last) return state;
  // Rows may have been trimmed: whatever lies below the last of them is not known.
  return { entries: await listFeedRows(kv, userId, before, limit), hasOlder: true };
}

/** The newest entries below a place, each once; null if a source does not reach far enough. */
export function merge(
  sources: readonly Source[],
  before: string | null,
  limit: number,
): FeedEntry[] | null {
  const walks = sources.map((source) => ({ ...source, at: firstBelow(source.entries, before) }));
  const merged: FeedEntry[] = [];
  while (merged.length < limit) {
    let newest: FeedEntry | undefined;
    for (const walk of walks) {
      const entry = walk.entries[walk.at];
      // What comes next here is not known, and might be newer than anything else.
      if (entry === undefined && walk.hasOlder) return null;
      if (entry !== undefined && (newest === undefined || entry.sortId > newest.sortId)) {
        newest = entry;
      }
    }
    if (newest === undefined) break;
    merged.push(newest);
    for (const walk of walks) {
      if (walk.entries[walk.at]?.sortId === newest.sortId) walk.at++;
    }
  }
  return merged;
}

function firstBelow(entries: readonly FeedEntry[], before: string | null): number {
  if (before === null) return 0;
  const index = entries.findIndex((entry) => entry.sortId < before);
  return index === -1 ? entries.length : index;
}

const assembling = new WeakMap<Context, Map<string, Promise<void>>>();

/** Makes sure that the reader's rows are complete, and that posts go on arriving. */
async function ensureAssembled(ctx: Context, relations: Relations): Promise<void> {
  const { assembled } = await ctx.actors.state(feedActor, relations.userId);
  const age = assembled?.followsRev === relations.followsRev
    ? Date.now() - assembled.activeAt
    : Infinity;
  if (age < HOUR_MS) return;
  const running = assembling.get(ctx) ?? new Map<string, Promise<void>>();
  assembling.set(ctx, running);
  const begun = running.get(relations.userId) ??
    assemble(ctx, relations, age < ASSEMBLED_FOR_MS)
      .finally(() => running.delete(relations.userId));
  running.set(relations.userId, begun);
  await begun;
}

/** Writes the rows of a feed from Postgres, unless they are known to be complete. */
export async function assemble(
  ctx: Context,
  { userId, followsRev }: Relations,
  isComplete: boolean,
): Promise<void> {
  const activeAt = Date.now();
  // First of all: a post that is published after this arrives by itself, one before is read below.
  await markActive(ctx.sql, userId);
  const entries = isComplete ? [] : await listHomeFeed(ctx.sql, userId, null, FEED_KEPT);
  for (let from = 0; from < entries.length; from += ENTRIES_PER_COMMIT) {
    const part = entries.slice(from, from + ENTRIES_PER_COMMIT);
    const message = { type: "assembling", entries: part } as const;
    await ctx.actors.send({ envelopes: [to(feedActor, userId, message)], log: [] });
  }
  const done = { type: "assembled", assembled: { followsRev, activeAt } } as const;
  await ctx.actors.send({ envelopes: [to(feedActor, userId, done)], log: [] });
}
