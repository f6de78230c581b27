import { LAST_ID, newId, type SpaceId, type UserId } from "../../domain/ids.ts";
import { AppError, must } from "../../lib/errors.ts";
import { type Page, pageOf } from "../page.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { userVisibleTo } from "../visibility.ts";
import { findStanding, lockOwnSpace } from "./lock.ts";
import { requireAbove } from "./members.ts";
import { dismiss, type SpacePerson } from "./membership.ts";

/** A person who may not enter a space. */
export interface Ban {
  userId: UserId;
  reason: string | null;
  /** Null if their account is erased. */
  bannedBy: UserId | null;
  createdAt: Date;
}

/** The terms of a ban. */
export interface BanTerms {
  reason: string | null;
  /** The messages of the last hours that it deletes; null is none. `deleteMessagesOfBanned` does it. */
  deleteMessagesOfHours: number | null;
}

/**
 * Bans somebody from a space, for staff with a higher role, and ends their membership. Fails with
 * 404 for people who are hidden from the viewer, unless they are members. Repeating it changes the
 * reason.
 */
export async function banFromSpace(
  tx: Tx,
  viewerId: UserId,
  { spaceId, userId }: SpacePerson,
  { reason, deleteMessagesOfHours }: BanTerms,
): Promise<{ id: string; ban: Ban }> {
  const { sql } = tx;
  const space = await lockOwnSpace(sql, spaceId, viewerId, "moderator");
  if (userId === viewerId) throw new AppError("unprocessable", "You cannot ban yourself.");
  const { role, isBanned } = await findStanding(sql, spaceId, userId);
  if (role !== null) requireAbove(space.role, role);
  else if (!isBanned) await requireVisible(sql, userId, viewerId);
  const { id, ...ban } = await one(sql<(Ban & { id: string })[]>`
    insert into space_bans as b (id, space_id, user_id, banned_by, reason, messages_since)
    values (${newId()}, ${spaceId}, ${userId}, ${viewerId}, ${reason},
      now() - ${deleteMessagesOfHours}::int * interval '1 hour')
    on conflict (space_id, user_id) do update
      set reason = excluded.reason,
        messages_since = least(b.messages_since, excluded.messages_since)
    returning id, user_id, reason, banned_by, created_at`);
  if (role !== null) await dismiss(tx, space, userId, "banned");
  return { id, ban };
}

/** Ends a ban, for staff. Does nothing if there is none, unless the person is hidden from them. */
export async function endBan(
  { sql }: Tx,
  viewerId: UserId,
  { spaceId, userId }: SpacePerson,
): Promise<void> {
  await lockOwnSpace(sql, spaceId, viewerId, "moderator");
  const { count } = await sql`
    delete from space_bans where space_id = ${spaceId} and user_id = ${userId}`;
  if (count === 0) await requireVisible(sql, userId, viewerId);
}

/** The bans of a space, newest first. */
export async function listBans(
  sql: Sql,
  spaceId: SpaceId,
  before: string | null,
  limit: number,
): Promise<Page<Ban>> {
  const rows = await sql<(Ban & { id: string })[]>`
    select id, user_id, reason, banned_by, created_at from space_bans
    where space_id = ${spaceId} and id < ${before ?? LAST_ID}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

async function requireVisible(sql: Sql, userId: UserId, viewerId: UserId): Promise<void> {
  const [user] = await sql`
    select from users u where u.id = ${userId} and ${userVisibleTo(sql, sql`u.id`, viewerId)}`;
  must(user);
}
