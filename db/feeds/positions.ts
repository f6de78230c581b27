import type { PostId, UserId } from "../../domain/ids.ts";
import type { FeedName } from "../../domain/feeds/feeds.ts";
import { must } from "../../lib/errors.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { visibleTo } from "../visibility.ts";

/** The post at which a reader stopped in a feed, and when. */
export interface FeedPosition {
  postId: PostId;
  updatedAt: Date;
}

/** Stores a user's reading position in a feed: a post that they see. */
export async function setFeedPosition(
  { sql, record }: Tx,
  { userId, feed, postId }: { userId: UserId; feed: FeedName; postId: PostId },
): Promise<FeedPosition> {
  const [position] = await sql<FeedPosition[]>`
    insert into feed_positions (user_id, feed, post_id)
    select ${userId}, ${feed}, p.id from posts p
    where p.id = ${postId} and ${visibleTo(sql, userId)}
    on conflict (user_id, feed) do update set post_id = excluded.post_id, updated_at = now()
    returning post_id, updated_at`;
  const { updatedAt } = must(position, "Post not found.");
  record({ type: "feed.positioned", userId, feed, postId, updatedAt: updatedAt.toISOString() });
  return { postId, updatedAt };
}

/** Finds a user's reading position in a feed; null if there is none, or its post is hidden. */
export async function findFeedPosition(
  sql: Sql,
  userId: UserId,
  feed: FeedName,
): Promise<FeedPosition | null> {
  const [position] = await sql<FeedPosition[]>`
    select f.post_id, f.updated_at from feed_positions f join posts p on p.id = f.post_id
    where f.user_id = ${userId} and f.feed = ${feed} and ${visibleTo(sql, userId)}`;
  return position ?? null;
}
