import { isoTime } from "./columns.ts";
import type { Exported, ExportedKind } from "./kind.ts";

/** The parts of an export about comments and reactions to comments. */
export const EXPORTED_COMMENT_KINDS: Readonly<Record<string, ExportedKind>> = {
  comments: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('commentId', id, 'postId', post_id,
      'parentCommentId', parent_id, 'content', content,
      'createdAt', ${isoTime(sql, "created_at")}, 'editedAt', ${isoTime(sql, "edited_at")},
      'deletedAt', ${isoTime(sql, "deleted_at")}) as item
    from comments where author_id = ${userId} and id > ${after} order by id limit ${limit}`,

  comment_reactions: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('commentId', comment_id, 'emoji', emoji,
      'createdAt', ${isoTime(sql, "created_at")}) as item
    from comment_reactions where user_id = ${userId} and id > ${after} order by id limit ${limit}`,
};
