import {
  feedActor,
  type FeedEntry,
  type FeedState,
  listFeedRows,
} from "../../actors/users/feed.ts";
import type { Context } from "../../context/mod.ts";
import { listHomeFeed } from "../../db/feeds/feed.ts";
import type { Relations } from "../../db/people/relations.ts";
import { LAST_ID } from "../../domain/ids.ts";
import { effectivePrivacy } from "../../domain/posts/posts.ts";
import { fold } from "../../domain/folding.ts";
import { tagKey } from "../../domain/text.ts";
import { RECENT_POSTS_KEPT } from "../../context/read_cache.ts";
import { isMutedPost } from "../posts/muted.ts";
import type { VisiblePost } from "../posts/visible_posts.ts";
import { ensureAssembled } from "./assemble.ts";
import { type HomePlace, withReposts } from "./reposts.ts";
import type { Skeleton } from "../posts/fill_page.ts";

/** The sources of a reader's home feed, beside the recent places that all readers share. */
export interface HomeSources {
  state: FeedState;
  /** All authors whose posts are not written to feeds. */
  pulled: readonly string[];
}

/** Returns the sources of the viewer's home feed, after its rows were made complete. */
export async function homeSources(ctx: Context, relations: Relations): Promise<HomeSources> {
  await ensureAssembled(ctx, relations);
  const state = await ctx.actors.state(feedActor, relations.userId);
  return { state, pulled: await ctx.cache.pulledAuthors() };
}

/**
 * Returns the viewer's home feed: written rows, merged with posts of followed tags, and with people
 * whose posts and reposts are not written to feeds.
 */
export function homeSkeleton(
  ctx: Context,
  relations: Relations,
  sources: HomeSources,
  { before, photosOnly }: { before: string | null; photosOnly: boolean },
): Skeleton<HomePlace> {
  const { userId, followedTags } = relations;
  const now = Date.now();
  return {
    before,
    next: async (place, limit) =>
      await withReposts(
        ctx,
        relations,
        await fromSources(ctx, relations, sources, place, limit) ??
          await listHomeFeed(ctx.sql, userId, place, limit, followedTags),
      ),
    admits: (post, place) =>
      isWanted(relations, post, place, now) && !(photosOnly && post.card.media.length === 0),
  };
}

/**
 * Whether a post is shown at a place. If the reader follows its author or one of its tags, it is
 * shown at its publication. Any other post is shown at the first repost by somebody whom the reader
 * follows.
 */
function isWanted(
  reader: Relations,
  { card, author }: VisiblePost,
  { reposterId, reposts }: HomePlace,
  now: number,
): boolean {
  // Authors see their archived posts and drafts elsewhere.
  if (card.status !== "published") return false;
  if (card.authorId === reader.userId) return !reposterId;
  if (isMutedPost(reader, card, now)) return false;
  const isOfTag = () =>
    reader.followedTags.length > 0 && !card.isReply &&
    effectivePrivacy(card.privacy, author) === "public" &&
    card.tags.some((tag) => reader.followedTags.includes(fold(tag)));
  const hasOwnPlace = reader.following.has(card.authorId) || isOfTag();
  return reposterId ? !hasOwnPlace && reposts?.shown != null : hasOwnPlace;
}

/** Returns the ids of all people and tags whose recent places are merged into a reader's feed. */
export function mergedIds(reader: Relations, sources: HomeSources): string[] {
  return [...mergedAuthors(reader, sources), ...reader.followedTags.map(tagKey)];
}

/**
 * Returns the authors whose recent posts are merged into a feed. It includes the reader: their own
 * posts must appear at once.
 */
function mergedAuthors({ userId, following }: Relations, sources: HomeSources): string[] {
  return [userId, ...sources.pulled.filter((id) => following.has(id))];
}

/** A source of entries, newest first. With `hasOlder`, more may exist that it does not know. */
interface Source {
  entries: readonly FeedEntry[];
  hasOlder: boolean;
}

/** Returns the next places from rows and recent places, or null if only Postgres has them all. */
async function fromSources(
  ctx: Context,
  reader: Relations,
  home: HomeSources,
  before: string | null,
  limit: number,
): Promise<FeedEntry[] | null> {
  const { cache } = ctx;
  const [self, ...pulled] = mergedAuthors(reader, home);
  const authors = await cache.recentPosts.getMany([self!, ...pulled]);
  const sources = [await rowsBelow(ctx.kv, reader.userId, home.state, before, limit)];
  for (const [authorId, { posts }] of authors) {
    const entries = posts.map((post) => ({ ...post, authorId }));
    sources.push({ entries, hasOlder: posts.length === RECENT_POSTS_KEPT });
  }
  const shared = [
    ...pulled.length === 0 ? [] : (await cache.recentReposts.getMany(pulled)).values(),
    ...reader.followedTags.length === 0 ? [] : await cache.recentTagged(reader.followedTags),
  ];
  for (const { places } of shared) {
    sources.push({ entries: places, hasOlder: places.length === RECENT_POSTS_KEPT });
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
  // The rows are complete down to `oldest`. Below it, some may exist with others missing.
  const oldest = state.assembled?.oldest ?? LAST_ID;
  const rows = await listFeedRows(kv, userId, before, limit);
  return { entries: rows.filter(({ sortId }) => sortId >= oldest), hasOlder: true };
}

/** Returns the newest entries below a place, each once; null if a source does not reach so far. */
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
      // The next entry of this source is unknown, and could be newer than all others.
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
