import { RECEIPTS_MEMBERS_MAX } from "../../domain/conversations/limits.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { lazyFragment, type Sql } from "../sql.ts";
import { isBlocked } from "../visibility.ts";

/**
 * Whether some member of a place `p` may see how far the member `m` has read, by the rule of
 * `domain/conversations/receipts.ts`. In a DM it is known for whom; in a group each reader decides
 * when they hear of it.
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
 * Lists how far these members have read, in the order of joining. Those who have read nothing are
 * left out: nobody sees that a request was accepted before it was read.
 */
export async function listReads(
  sql: Sql,
  conversationId: ConversationId,
  userIds: readonly UserId[],
): Promise<{ userId: UserId; seq: number }[]> {
  return await sql<{ userId: UserId; seq: number }[]>`
    select m.user_id, s.read_seq as seq
    from conversation_members m
    join conversation_states s using (user_id, conversation_id)
    where m.conversation_id = ${conversationId} and m.user_id = any(${userIds}::uuid[])
      and s.read_seq > 0
    order by m.id`;
}
