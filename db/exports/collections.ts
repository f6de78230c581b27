import { isoTime, seenPerson } from "./columns.ts";
import type { Exported, ExportedKind } from "./kind.ts";

/** The parts of an export about boards and notes. */
export const EXPORTED_COLLECTION_KINDS: Readonly<Record<string, ExportedKind>> = {
  boards: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select bd.id as place, jsonb_build_object('boardId', bd.id, 'name', bd.name,
      'description', bd.description, 'category', bd.category, 'privacy', bd.privacy,
      'collaborators', coalesce((
        select jsonb_agg(${seenPerson(sql, userId)} || jsonb_build_object('role', w.role)
          order by w.id)
        from board_collaborators w join users u on u.id = w.user_id
        where w.board_id = bd.id and ${seenPerson(sql, userId)} is not null), '[]'),
      'createdAt', ${isoTime(sql, "bd.created_at")},
      'updatedAt', ${isoTime(sql, "bd.updated_at")}) as item
    from boards bd where bd.owner_id = ${userId} and bd.id > ${after}
    order by bd.id limit ${limit}`,

  // The order of a board is the byte order of the ranks.
  board_pins: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select n.id as place, jsonb_build_object('boardId', n.board_id, 'postId', n.post_id,
      'rank', n.rank, 'since', ${isoTime(sql, "n.created_at")}) as item
    from boards bd join board_pins n on n.board_id = bd.id
    where bd.owner_id = ${userId} and n.id > ${after} order by n.id limit ${limit}`,

  board_collaborations: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('boardId', board_id, 'role', role,
      'since', ${isoTime(sql, "created_at")},
      'acceptedAt', ${isoTime(sql, "accepted_at")}) as item
    from board_collaborators where user_id = ${userId} and id > ${after}
    order by id limit ${limit}`,

  notes: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('noteId', id, 'content', content,
      'createdAt', ${isoTime(sql, "created_at")},
      'expiresAt', ${isoTime(sql, "expires_at")}) as item
    from notes where user_id = ${userId} and id > ${after} order by id limit ${limit}`,
};
