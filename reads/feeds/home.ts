import { feedActor, type FeedState, listFeedRows } from "../../actors/users/feed.ts";
import type { Reading } from "../../context/cache/reading.ts";
import type { Context } from "../../context/mod.ts";
import { RECENT_PLACES_MAX } from "../../context/read_cache.ts";
import { type FeedPlace, listHomeFeed } from "../../db/feeds/feed.ts";
import type { Relations } from "../../db/people/relations.ts";
import { fold } from "../../domain/folding.ts";
import { LAST_ID, type UserId } from "../../domain/ids.ts";
import { effectivePrivacy } from "../../domain/posts/posts.ts";
import type { Source } from "../../lib/cache/page_cache.ts";
import { must } from "../../lib/errors.ts";
import type { ListedPlace, Skeleton } from "../posts/fill_page.ts";
import { isMutedPost } from "../posts/muted.ts";
import type { VisiblePost } from "../posts/visible_posts.ts";
import { activeUntil, ensureAssembled } from "./assemble.ts";
import { merge, type MergeSource } from "./merge.ts";
import { withReposts } from "./reposts.ts";

/** The sources of a reader's home feed, beside the recent places that all readers share. */
export interface HomeSources {
  reader: Relations;
  /** The written rows. */
  state: FeedState;
  /** Followed authors whose posts and reposts are not written to feeds. */
  pulled: readonly UserId[];
}

/** Returns the sources of a reader's home feed, after its rows were made complete. */
export async function homeSources(
  ctx: Context,
  reading: Reading,
  readerId: UserId,
): Promise<HomeSources> {
  const reader = must(await reading.relations.get(readerId));
  await ensureAssembled(ctx, reader);
  const state = await ctx.actors.state(feedActor, readerId);
  reading.dependOn(rowsOf(ctx, readerId), state);
  reading.expireAt(activeUntil(state));
  const pulled = await reading.pulledAuthors();
  return { reader, state, pulled: pulled.filter((id) => reader.following.has(id)) };
}

// A function of its own: a cached page holds on to all that the closure can reach.
function rowsOf({ actors }: Context, readerId: UserId): Source {
  return { peek: () => actors.peek(feedActor, readerId) };
}

/**
 * Returns the places of a home feed. Written rows are merged with posts of followed tags and joined
 * spaces, and with people whose posts and reposts are not written to feeds.
 */
export function homeSkeleton(
  ctx: Context,
  reading: Reading,
  sources: HomeSources,
  { before, photosOnly }: { before: string | null; photosOnly: boolean },
): Skeleton<ListedPlace> {
  const { reader } = sources;
  const now = Date.now();
  return {
    before,
    async next(place, limit) {
      const places = await fromMemory(ctx, reading, sources, place, limit) ??
        await listHomeFeed(ctx.sql, reader.userId, place, limit, reader.followedTags, [
          ...reader.spaces,
        ]);
      return await withReposts(ctx, reading, reader, places);
    },
    admits: (post, place) =>
      isWanted(reader, post, place, now) && !(photosOnly && post.card.media.length === 0),
  };
}

/** Returns the next places from rows and recent places, or null if only Postgres has them all. */
async function fromMemory(
  { kv }: Context,
  reading: Reading,
  { reader, state, pulled }: HomeSources,
  before: string | null,
  limit: number,
): Promise<FeedPlace[] | null> {
  const { userId, followedTags, spaces } = reader;
  const recent = [
    // The reader's own posts must appear at once.
    ...(await reading.recentPosts.getMany([userId, ...pulled])).values(),
    ...(await reading.recentReposts.getMany(pulled)).values(),
    ...(await reading.recentSpacePosts.getMany([...spaces])).values(),
    ...await Promise.all(followedTags.map((tag) => reading.recentTagged(tag))),
  ];
  const sources = recent.map((places): MergeSource => ({
    entries: places,
    hasOlder: places.length === RECENT_PLACES_MAX,
  }));
  const rows = await rowsBelow(kv, userId, state, before, limit);
  return merge([rows, ...sources], before, limit);
}

async function rowsBelow(
  kv: Deno.Kv,
  userId: UserId,
  state: FeedState,
  before: string | null,
  limit: number,
): Promise<MergeSource> {
  const last = state.entries.at(-1)?.sortId;
  if (before === null || last === undefined || before > last) return state;
  // Rows below the place to which they were made complete may have gaps.
  const oldest = state.assembled?.oldest ?? LAST_ID;
  const rows = await listFeedRows(kv, userId, before, limit);
  return { entries: rows.filter(({ sortId }) => sortId >= oldest), hasOlder: true };
}

/**
 * Whether a post is shown at a place. If the reader follows its author or one of its tags, or is a
 * member of its space, it is shown at its publication. Any other post is shown at the first repost by somebody whom the reader
 * follows.
 */
function isWanted(
  reader: Relations,
  { card, author }: VisiblePost,
  { reposterId, repost }: ListedPlace,
  now: number,
): boolean {
  // Authors see their drafts and archived posts elsewhere.
  if (card.status !== "published") return false;
  if (card.authorId === reader.userId) return !reposterId;
  if (isMutedPost(reader, card, now)) return false;
  // Only members see it, and nobody can repost it.
  if (card.spaceId !== null) return !card.isReply;
  const isOfTag = () =>
    reader.followedTags.length > 0 && !card.isReply &&
    effectivePrivacy(card.privacy, author) === "public" &&
    card.tags.some((tag) => reader.followedTags.includes(fold(tag)));
  const standsByItself = reader.following.has(card.authorId) || isOfTag();
  return reposterId ? !standsByItself && repost != null : standsByItself;
}
