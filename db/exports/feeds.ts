import { isoTime } from "./columns.ts";
import type { Exported, ExportedKind } from "./kind.ts";

/** How a user reads: the tags that they follow, and where they are in feeds. */
export const EXPORTED_FEED_KINDS: Readonly<Record<string, ExportedKind>> = {
  followed_tags: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('tag', coalesce(spelling, tag),
      'since', ${isoTime(sql, "created_at")}) as item
    from tag_follows where user_id = ${userId} and id > ${after} order by id limit ${limit}`,

  // One of each feed.
  feed_positions: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select place, item from (
      select md5(feed)::uuid::text as place, jsonb_build_object('feed', feed, 'postId', post_id,
        'updatedAt', ${isoTime(sql, "updated_at")}) as item
      from feed_positions where user_id = ${userId}) as positions
    where place > ${after} order by place limit ${limit}`,
};
