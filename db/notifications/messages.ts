import { messageVisibleTo } from "../conversations/visibility.ts";
import type { CoalescedInboxChange } from "../../domain/notifications/coalesce.ts";
import type { ChangedNotification } from "../../domain/notifications/deltas.ts";
import type { ReadPlace } from "../../domain/events/messages.ts";
import type { UserId } from "../../domain/ids.ts";
import { lazyFragment, type Sql } from "../sql.ts";

/** Whether a notification (alias `n`) is about a message. Those about comments name a post. */
export const isAboutMessage = lazyFragment((sql) =>
  sql`(n.post_id is null and n.type in ('mention', 'reply', 'reaction'))`
);

/**
 * Whether the receiver of a cause (alias `w`) sees its message and wants to hear of it. Nobody hears
 * of what they have read already, nor of a conversation that they have not accepted.
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
          or rs.read_seq >= g.seq and w.type <> 'reaction'
          or rs.notify = 'mentions' and w.type = 'reaction'
          or rs.notify <> 'mentions' and rs.muted_until > now())))`
);

/**
 * Whether the receiver of an invitation (alias `w`) wants to hear of it. That to a group counts only
 * while they are in it and have accepted it.
 */
export const wantsInvitation = lazyFragment((sql) =>
  sql`not exists (
    select from conversations c
    left join conversation_members im on im.conversation_id = c.id and im.user_id = w.user_id
    where c.id = w.invitation_id
      and (c.deleted_at is not null or im.status is distinct from 'accepted'))`
);

/** Removes the notifications about a conversation or a space that somebody has left. */
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
    where n.user_id = w.user_id and (
      n.type = 'invitation' and n.comment_id = w.conversation_id
      or ${isAboutMessage(sql)} and exists (
        select from messages g join conversations c on c.id = g.conversation_id
        where g.id = n.comment_id and (c.id = w.conversation_id or c.space_id = w.space_id)))
    returning n.id as notification_id, n.user_id, w.event_id`;
}

/**
 * Marks the notifications of mentions and answers as read that are about messages which their users
 * have read. Reactions are about older messages, so reading says nothing about them.
 */
export async function readMessages(
  sql: Sql,
  places: readonly (Omit<ReadPlace, "isShown"> & { eventId: string })[],
): Promise<{ userId: UserId; eventId: string; notificationIds: string[] }[]> {
  if (places.length === 0) return [];
  const rows = await sql<ChangedNotification[]>`
    update notifications n set read_at = now(), is_open = false, rev = n.rev + 1
    from unnest(
      ${places.map(({ userId }) => userId)}::uuid[],
      ${places.map(({ conversationId }) => conversationId)}::uuid[],
      ${places.map(({ seq }) => seq)}::int[],
      ${places.map(({ eventId }) => eventId)}::uuid[]
    ) as w (user_id, conversation_id, seq, event_id), messages g
    where n.user_id = w.user_id and n.read_at is null and ${isAboutMessage(sql)}
      and n.type <> 'reaction'
      and g.id = n.comment_id and g.conversation_id = w.conversation_id and g.seq <= w.seq
    returning n.id as notification_id, n.user_id, w.event_id`;
  return rows.map(({ notificationId, ...one }) => ({ ...one, notificationIds: [notificationId] }));
}
