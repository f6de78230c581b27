import { isoTime } from "./columns.ts";
import type { Exported, ExportedKind } from "./kind.ts";

/** The parts of an export about followed tags and reading positions. */
export const EXPORTED_FEED_KINDS: Readonly<Record<string, ExportedKind>> = {
  followed_tags: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('tag', coalesce(spelling, tag),
      'since', ${isoTime(sql, "created_at")}) as item
    from tag_follows where user_id = ${userId} and id > ${after} order by id limit ${limit}`,

  // Each feed has one position.
  feed_positions: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select place, item from (
      select md5(feed)::uuid::text as place, jsonb_build_object('feed', feed, 'postId', post_id,
        'updatedAt', ${isoTime(sql, "updated_at")}) as item
      from feed_positions where user_id = ${userId}) as positions
    where place > ${after} order by place limit ${limit}`,
};
