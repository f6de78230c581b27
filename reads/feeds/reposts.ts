import type { Context } from "../../context/mod.ts";
import type { PostReads } from "../../context/cache/reading.ts";
import type { FeedPlace } from "../../db/feeds/feed.ts";
import { type FollowedRepost, listFollowedReposts } from "../../db/feeds/followed_reposts.ts";
import type { Relations } from "../../db/people/relations.ts";
import type { UserCard } from "../../db/people/cards.ts";
import { canSeeUser } from "../../domain/posts/visibility.ts";
import type { ListedPlace } from "../posts/fill_page.ts";
import type { ShownRepost } from "../posts/visible_posts.ts";

/**
 * Adds the current reposts to these places. A post is placed at its first repost by people whom the
 * reader follows. It is shown there while one of the reposters has not taken it back, is visible
 * and is not muted.
 */
export async function withReposts(
  { sql }: Context,
  { users }: PostReads,
  reader: Relations,
  places: readonly FeedPlace[],
): Promise<readonly ListedPlace[]> {
  // A post whose author the reader follows has its own place, regardless of reposts.
  const isRepost = ({ authorId, reposterId }: FeedPlace) =>
    reposterId != null && authorId !== reader.userId && !reader.following.has(authorId);
  const postIds = new Set(places.filter(isRepost).map(({ postId }) => postId));
  if (postIds.size === 0) return places;
  const reposts = await listFollowedReposts(sql, reader.userId, [...postIds]);
  const reposters = await users.getMany([...new Set(reposts.map(({ userId }) => userId))]);
  const byPost = Map.groupBy(reposts, ({ postId }) => postId);
  return places.map((place) => {
    if (!isRepost(place)) return place;
    const ofPost = byPost.get(place.postId) ?? [];
    const isFirst = ofPost[0]?.id === place.sortId;
    return { ...place, repost: isFirst ? shownRepost(reader, ofPost, reposters) : null };
  });
}

function shownRepost(
  reader: Relations,
  reposts: readonly FollowedRepost[],
  reposters: ReadonlyMap<string, UserCard>,
): ShownRepost | null {
  const now = Date.now();
  const shown = reposts.flatMap(({ userId, createdAt, isMade }) => {
    const reposter = reposters.get(userId);
    if (!isMade || reposter === undefined || !canSeeUser(reader, reposter)) return [];
    return (reader.mutedUntil.get(userId) ?? 0) > now ? [] : [{ reposter, at: createdAt }];
  });
  return shown.length === 0 ? null : { ...shown[0]!, count: shown.length };
}
