import type { Context } from "../../context/mod.ts";
import type { FeedPlace } from "../../db/feeds/feed.ts";
import { type FollowedRepost, listFollowedReposts } from "../../db/feeds/followed_reposts.ts";
import type { Relations } from "../../db/people/relations.ts";
import type { UserCard } from "../../db/people/cards.ts";
import { canSeeUser } from "../../domain/posts/visibility.ts";
import type { ShownRepost } from "../posts/visible_posts.ts";
import type { ListedPlace } from "../posts/fill_page.ts";

/** A place in a home feed. */
export type HomePlace = ListedPlace;

/**
 * Adds the current reposts to these places. A post is placed at its first repost by people whom the
 * reader follows. It is shown there while one of the reposters has not taken it back, is visible
 * and is not muted.
 */
export async function withReposts(
  ctx: Context,
  reader: Relations,
  places: readonly FeedPlace[],
): Promise<readonly HomePlace[]> {
  // A post whose author the reader follows has its own place, regardless of reposts.
  const needsReposts = ({ authorId, reposterId }: FeedPlace) =>
    reposterId != null && authorId !== reader.userId && !reader.following.has(authorId);
  const postIds = places.filter(needsReposts).map(({ postId }) => postId);
  if (postIds.length === 0) return places;
  const reposts = await listFollowedReposts(ctx.sql, reader.userId, [...new Set(postIds)]);
  const users = await ctx.cache.users.getMany([...new Set(reposts.map(({ userId }) => userId))]);
  const byPost = Map.groupBy(reposts, ({ postId }) => postId);
  return places.map((place) => {
    if (!needsReposts(place)) return place;
    const ofPost = byPost.get(place.postId) ?? [];
    const isFirst = ofPost[0]?.id === place.sortId;
    const shown = isFirst ? shownRepost(reader, ofPost, users) : null;
    return { ...place, reposts: { shown, userIds: ofPost.map(({ userId }) => userId) } };
  });
}

function shownRepost(
  reader: Relations,
  reposts: readonly FollowedRepost[],
  users: ReadonlyMap<string, UserCard>,
): ShownRepost | null {
  const now = Date.now();
  const shown = reposts.flatMap(({ userId, createdAt, isMade }) => {
    const reposter = users.get(userId);
    if (!isMade || reposter === undefined || !canSeeUser(reader, reposter)) return [];
    return (reader.mutedUntil.get(userId) ?? 0) > now ? [] : [{ reposter, at: createdAt }];
  });
  return shown.length === 0 ? null : { ...shown[0]!, count: shown.length };
}
