import type { Role } from "../../domain/conversations/conversations.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/** A member of a DM or a group. */
export interface Member {
  userId: UserId;
  role: Role;
  /** The id of the membership: the order of joining. */
  id: string;
  joinedAt: number;
  /** Whether it is somebody who has not accepted the conversation. */
  isRequest: boolean;
}

/** The members of a DM or a group, in the order of joining. */
export interface Members {
  members: readonly Member[];
}

/** Loads the members of DMs and groups, at most `GROUP_MEMBERS_MAX` each. Rooms have none. */
export async function loadMembers(
  sql: Sql,
  ids: readonly ConversationId[],
): Promise<Map<string, Members>> {
  const rows = await sql<(Member & { conversationId: ConversationId })[]>`
    select m.conversation_id, m.user_id, m.role, m.id,
      extract(epoch from m.joined_at)::float * 1000 as joined_at,
      m.status = 'request' as is_request
    from conversation_members m
    where m.conversation_id = any(${ids}::uuid[])
    order by m.conversation_id, m.id`;
  const byConversation = Map.groupBy(rows, ({ conversationId }) => conversationId);
  return new Map(ids.map((id) => [id, { members: byConversation.get(id) ?? [] }]));
}
