import type postgres from "postgres";
import { ROLES } from "../../domain/conversations/conversations.ts";
import type { Sql } from "../sql.ts";
import { isBlocked, userVisibleTo, type ViewerId } from "../visibility.ts";

/**
 * The one rule of visibility for conversations, as a condition on the table aliased `c`.
 * `domain/conversations/visibility.ts` has the same rule for values.
 */
export function conversationVisibleTo(sql: Sql, viewerId: ViewerId) {
  const otherId = sql`(case c.dm_low when ${viewerId} then c.dm_high else c.dm_low end)`;
  return sql`(
    c.deleted_at is null and case c.kind
      when 'room' then exists (
        select from space_members sm join spaces s on s.id = sm.space_id
        where sm.space_id = c.space_id and sm.user_id = ${viewerId} and s.deleted_at is null
          and ${isRoleAtLeast(sql, sql`sm.role`, sql`c.view_role`)})
      else exists (
        select from conversation_members cm
        where cm.conversation_id = c.id and cm.user_id = ${viewerId}
      ) and (c.kind <> 'dm' or not ${isBlocked(sql, otherId, viewerId)})
    end
  )`;
}

/** The number of a conversation (alias `c`) above which somebody in it sees messages. */
export function floorOf(sql: Sql, viewerId: ViewerId) {
  return sql`(
    case c.kind
      when 'room' then coalesce((
        select cs.floor_seq from conversation_states cs
        where cs.conversation_id = c.id and cs.user_id = ${viewerId}), 0)
      else (
        select cm.floor_seq from conversation_members cm
        where cm.conversation_id = c.id and cm.user_id = ${viewerId})
    end
  )`;
}

/**
 * Whether somebody who sees the place of a message (alias `g`) also sees its content. If not, the
 * message is a tombstone for them.
 */
export function messageShownTo(sql: Sql, viewerId: ViewerId) {
  return sql`(
    g.deleted_at is null and g.sender_id is not null
    and (g.expires_at is null or g.expires_at > now())
    and ${userVisibleTo(sql, sql`g.sender_id`, viewerId)}
    and (g.takedown_id is null or g.sender_id = ${viewerId})
  )`;
}

/** Whether somebody sees the content of a message (alias `g`) of a conversation (alias `c`). */
export function messageVisibleTo(sql: Sql, viewerId: ViewerId) {
  return sql`(
    ${conversationVisibleTo(sql, viewerId)} and g.seq > ${floorOf(sql, viewerId)}
    and ${messageShownTo(sql, viewerId)}
  )`;
}

/** Whether one role is at least as high as another. */
export function isRoleAtLeast(sql: Sql, role: postgres.Fragment, needed: postgres.Fragment) {
  const ranks = sql`${[...ROLES]}::text[]`;
  return sql`(array_position(${ranks}, ${role}) <= array_position(${ranks}, ${needed}))`;
}
