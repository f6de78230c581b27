import type postgres from "postgres";
import type { UserId } from "../../domain/ids.ts";
import { CONVERSATIONS_PER_USER_MAX } from "../../domain/conversations/limits.ts";
import { AppError } from "../../lib/errors.ts";
import type { Sql } from "../sql.ts";
import { isActive, isBlocked } from "../visibility.ts";

/** Somebody who is to come into a conversation. Their row is locked. */
export interface Newcomer {
  userId: UserId;
  /** Whether they know who invites them. To others, the conversation is a request. */
  isAcquainted: boolean;
}

/** A DM or a group, into which somebody brings others. Each has its own setting. */
export type Purpose = "messages" | "groups";

interface AdmissionRow extends Newcomer {
  isVisible: boolean;
  isAllowed: boolean;
}

/**
 * Locks somebody and the people whom they bring into a conversation, and returns these. Fails if
 * one of them is hidden, lets nobody in this relation do it, or has no room left.
 */
export async function admit(
  sql: Sql,
  hostId: UserId,
  userIds: readonly UserId[],
  purpose: Purpose,
): Promise<Newcomer[]> {
  // A block, a follow or a setting that changes meanwhile also locks these rows.
  await sql`
    select from users where id = any(${[hostId, ...userIds]}::uuid[])
    order by id for no key update`;
  await requireRoom(sql, hostId);
  const rows = await listAdmissions(sql, hostId, userIds, purpose);
  const byId = new Map(rows.map((row) => [row.userId, row]));
  const hidden = userIds.filter((id) => !byId.get(id)?.isVisible);
  if (hidden.length > 0) {
    throw new AppError("not_found", "User not found.", { details: { userIds: hidden } });
  }
  const refused = userIds.filter((id) => !byId.get(id)!.isAllowed);
  if (refused.length > 0) {
    throw new AppError("forbidden", REFUSALS[purpose], {
      details: { reason: "not_accepted", userIds: refused },
    });
  }
  return userIds.map((userId) => ({ userId, isAcquainted: byId.get(userId)!.isAcquainted }));
}

const REFUSALS: Record<Purpose, string> = {
  messages: "This person does not accept messages from you.",
  groups: "Some of these people do not let you add them to groups.",
};

/** Fails if somebody, whose row is locked, has as many conversations as one person may have. */
export async function requireRoom(sql: Sql, userId: UserId): Promise<void> {
  const [full] = await sql`select where ${isFull(sql, sql`${userId}::uuid`)}`;
  if (!full) return;
  throw new AppError(
    "unprocessable",
    `You can have at most ${CONVERSATIONS_PER_USER_MAX} conversations. Leave one first.`,
  );
}

async function listAdmissions(
  sql: Sql,
  hostId: UserId,
  userIds: readonly UserId[],
  purpose: Purpose,
): Promise<AdmissionRow[]> {
  const audience = purpose === "messages" ? sql`u.messages_from` : sql`u.groups_from`;
  return await sql<AdmissionRow[]>`
    select u.id as user_id,
      ${isActive(sql, sql`u`)} and not ${isBlocked(sql, sql`u.id`, hostId)} as is_visible,
      not (r.is_acquainted and ${isFull(sql, sql`u.id`)}) and case ${audience}
        when 'everyone' then true
        when 'following' then r.is_following
        when 'mutual' then r.is_following and exists (
          select from follows f where f.follower_id = ${hostId} and f.followee_id = u.id)
        else false
      end as is_allowed,
      r.is_acquainted
    from users u
    cross join lateral (
      select exists (
        select from follows f where f.follower_id = u.id and f.followee_id = ${hostId}
      ) as is_following
    ) w
    cross join lateral (
      select w.is_following, w.is_following or exists (
        select from conversations c
        join conversation_members m on m.conversation_id = c.id and m.user_id = u.id
        where c.kind = 'dm' and c.dm_low = least(u.id, ${hostId}::uuid)
          and c.dm_high = greatest(u.id, ${hostId}::uuid)
          and m.status = 'accepted'
      ) as is_acquainted
    ) r
    where u.id = any(${userIds}::uuid[])`;
}

/** Whether a person has as many accepted conversations as one person may have. */
export function isFull(sql: Sql, userId: postgres.Fragment) {
  return sql`(
    select count(*) >= ${CONVERSATIONS_PER_USER_MAX} from (
      select from conversation_members n where n.user_id = ${userId} and n.status = 'accepted'
      limit ${CONVERSATIONS_PER_USER_MAX}) as kept
  )`;
}
