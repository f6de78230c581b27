import type { ConversationId, MessageId, UserId } from "../../domain/ids.ts";
import type { Media } from "../../domain/media/media.ts";
import { REACTION_PEOPLE_KEPT } from "../../domain/conversations/limits.ts";
import { mediaObject } from "../media/columns.ts";
import type { Sql } from "../sql.ts";

/** A link that the sender's client shows with a message. The server never opens it. */
export interface LinkPreview {
  url: string;
  title: string;
  mediaId?: string;
}

/** People who reacted to a message with one emoji, oldest first. */
export interface Reaction {
  emoji: string;
  count: number;
  /** At most `REACTION_PEOPLE_KEPT` of them. */
  userIds: UserId[];
}

/** The data of a message that does not depend on the viewer. Of a deleted one nothing is left. */
export interface MessageCard {
  id: MessageId;
  conversationId: ConversationId;
  seq: number;
  /** Null if the sender is erased. */
  senderId: UserId | null;
  clientId: string | null;
  body: string | null;
  cipher: string | null;
  epoch: number | null;
  mentions: { userId: UserId; username: string }[];
  mentionsAll: boolean;
  media: (Media & { fileName: string | null })[];
  preview: LinkPreview | null;
  /** The message that it answers. That one may change, so it has a card of its own. */
  parentId: MessageId | null;
  reactions: Reaction[];
  rev: number;
  createdAt: Date;
  editedAt: Date | null;
  expiresAt: Date | null;
  /** Whether it was deleted or has expired. */
  isDeleted: boolean;
  isTakenDown: boolean;
}

/** Loads messages, without checking who may see them. */
export async function loadMessageCards(
  sql: Sql,
  ids: readonly MessageId[],
): Promise<Map<string, MessageCard>> {
  const rows = await sql<MessageCard[]>`
    select g.id, g.conversation_id, g.seq, g.sender_id, g.client_id, g.body,
      translate(encode(g.cipher, 'base64'), E'\n', '') as cipher, g.epoch::float as epoch,
      g.parent_id, g.mentions_all, g.preview, g.rev, g.created_at, g.edited_at, g.expires_at,
      g.deleted_at is not null as is_deleted, g.takedown_id is not null as is_taken_down,
      coalesce((
        select jsonb_agg(${mediaObject(sql)} || jsonb_build_object('fileName', a.file_name)
          order by a.position)
        from message_media a join media m on m.id = a.media_id where a.message_id = g.id), '[]')
        as media,
      coalesce((
        select jsonb_agg(jsonb_build_object('userId', u.id, 'username', u.username) order by u.id)
        from message_mentions n join users u on u.id = n.user_id where n.message_id = g.id), '[]')
        as mentions,
      coalesce((
        select jsonb_agg(jsonb_build_object('emoji', r.emoji, 'count', r.count,
          'userIds', p.user_ids) order by p.first)
        from message_reaction_counts r
        cross join lateral (
          select min(k.id::text) as first, array_agg(k.user_id order by k.id) as user_ids
          from (
            select e.id, e.user_id from message_reactions e
            where e.message_id = g.id and e.emoji = r.emoji
            order by e.id limit ${REACTION_PEOPLE_KEPT}) as k
        ) p
        where r.message_id = g.id and p.first is not null), '[]') as reactions
    from messages g
    where g.id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}
