import { RECEIPTS_MEMBERS_MAX } from "../../domain/conversations/limits.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { lazyFragment, type Sql } from "../sql.ts";
import { isBlocked, userVisibleTo } from "../visibility.ts";

/**
 * Whether the members of a place `p` may see how far the member `m` has read. Of a DM the other
 * person decides too; in a group each reader does.
 */
export const isReadShown = lazyFragment((sql) =>
  sql`(
    p.kind <> 'room' and p.members_count <= ${sql.unsafe(String(RECEIPTS_MEMBERS_MAX))}
    and m.status = 'accepted'
    and exists (select from users u where u.id = p.user_id and u.shows_receipts)
    and (p.kind = 'group' or exists (
      select from conversation_members o join users v on v.id = o.user_id
      where o.conversation_id = p.conversation_id and o.user_id <> p.user_id
        and o.status = 'accepted' and v.shows_receipts
        and not ${isBlocked(sql, sql`o.user_id`, sql`p.user_id`)}))
  )`
);

/**
 * Lists how far the other members of a DM or a small group have read, if they show it. Those who
 * have read nothing are left out: nobody sees that a request was accepted before it was read.
 */
export async function listReads(
  sql: Sql,
  conversationId: ConversationId,
  viewerId: UserId,
): Promise<{ userId: UserId; seq: number }[]> {
  return await sql<{ userId: UserId; seq: number }[]>`
    select m.user_id, s.read_seq as seq
    from conversation_members m
    join users u on u.id = m.user_id
    join conversation_states s using (user_id, conversation_id)
    where m.conversation_id = ${conversationId} and m.user_id <> ${viewerId}
      and s.read_seq > 0 and m.status = 'accepted' and u.shows_receipts
      and ${userVisibleTo(sql, sql`m.user_id`, viewerId)}
    order by m.id limit ${RECEIPTS_MEMBERS_MAX}`;
}
