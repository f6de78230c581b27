import { messageVisibleTo } from "../conversations/visibility.ts";
import type { CoalescedInboxChange } from "../../domain/notifications/coalesce.ts";
import type { ChangedNotification } from "../../domain/notifications/deltas.ts";
import { lazyFragment, type Sql } from "../sql.ts";

/** Whether a notification (alias `n`) is about a message. Those about comments name a post. */
export const isAboutMessage = lazyFragment((sql) =>
  sql`(n.post_id is null and n.type in ('mention', 'reply', 'reaction'))`
);

/**
 * Whether the receiver of a cause (alias `w`) sees its message and wants to hear of it. Nobody hears
 * of a conversation that they have not accepted.
 */
export const wantsMessage = lazyFragment((sql) =>
  sql`exists (
    select from messages g join conversations c on c.id = g.conversation_id
    where g.id = w.message_id and ${messageVisibleTo(sql, sql`w.user_id`)}
      and not exists (
        select from conversation_members rm
        where rm.conversation_id = c.id and rm.user_id = w.user_id and rm.status = 'request')
      and not exists (
        select from conversation_states rs
        where rs.conversation_id = c.id and rs.user_id = w.user_id and (
          rs.notify = 'none'
          or rs.notify = 'mentions' and w.type = 'reaction'
          or rs.notify <> 'mentions' and rs.muted_until > now())))`
);

/** Removes the notifications about messages of a conversation or a space that somebody has left. */
export async function withdrawCauses(
  sql: Sql,
  withdrawn: CoalescedInboxChange["withdrawn"],
): Promise<ChangedNotification[]> {
  if (withdrawn.length === 0) return [];
  return await sql<ChangedNotification[]>`
    delete from notifications n
    using unnest(
      ${withdrawn.map(({ userId }) => userId)}::uuid[],
      ${withdrawn.map((one) => "conversationId" in one ? one.conversationId : null)}::uuid[],
      ${withdrawn.map((one) => "spaceId" in one ? one.spaceId : null)}::uuid[],
      ${withdrawn.map(({ eventId }) => eventId)}::uuid[]
    ) as w (user_id, conversation_id, space_id, event_id)
    where n.user_id = w.user_id and ${isAboutMessage(sql)} and exists (
      select from messages g join conversations c on c.id = g.conversation_id
      where g.id = n.comment_id and (c.id = w.conversation_id or c.space_id = w.space_id))
    returning n.id as notification_id, n.user_id, w.event_id`;
}
