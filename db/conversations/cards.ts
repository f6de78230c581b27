import type { ConversationKind, History, Role } from "../../domain/conversations/conversations.ts";
import type { ConversationId, MessageId, SpaceId, UserId } from "../../domain/ids.ts";
import type { Variant } from "../../domain/media/media.ts";
import type { Sql } from "../sql.ts";

/** The data of a conversation that does not depend on the viewer. */
export interface ConversationCard {
  id: ConversationId;
  kind: ConversationKind;
  spaceId: SpaceId | null;
  dmLow: UserId | null;
  dmHigh: UserId | null;
  /** The owner of a group. */
  ownerId: UserId | null;
  name: string | null;
  topic: string | null;
  avatar: Variant[] | null;
  history: History;
  viewRole: Role;
  postRole: Role;
  position: number;
  encryption: "none" | "mls";
  epoch: number | null;
  retentionDays: number | null;
  lastSeq: number;
  /** Null if there is no message. */
  lastMessageId: MessageId | null;
  lastMessageAt: Date | null;
  /** Moves with each message, edit and deletion. */
  headRev: number;
  membersCount: number;
  createdAt: Date;
  isDeleted: boolean;
}

/** Loads conversations, without checking who may see them. */
export async function loadConversationCards(
  sql: Sql,
  ids: readonly ConversationId[],
): Promise<Map<string, ConversationCard>> {
  const rows = await sql<ConversationCard[]>`
    select c.id, c.kind, c.space_id, c.dm_low, c.dm_high, c.owner_id, c.name, c.topic,
      m.variants as avatar, c.history, c.view_role, c.post_role, c.position, c.encryption,
      c.mls_epoch::float as epoch, c.retention_days, c.last_seq, c.last_message_at, c.head_rev,
      (
        select g.id from messages g where g.conversation_id = c.id and g.seq = c.last_seq
      ) as last_message_id, c.members_count, c.created_at, c.deleted_at is not null as is_deleted
    from conversations c left join media m on m.id = c.avatar_media_id and m.status = 'ready'
    where c.id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}
