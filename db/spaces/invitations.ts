import { INVITATIONS_PER_SPACE_MAX } from "../../domain/conversations/limits.ts";
import { type InvitationId, LAST_ID, newId, type SpaceId, type UserId } from "../../domain/ids.ts";
import { AppError, must } from "../../lib/errors.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import { type Page, pageOf } from "../page.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { lockOwnSpace } from "./lock.ts";

/** An invitation to a space. Its token is not stored, only the hash. */
export interface Invitation {
  id: InvitationId;
  spaceId: SpaceId;
  maxUses: number;
  uses: number;
  expiresAt: Date;
  revokedAt: Date | null;
  /** Null if their account is erased. */
  createdBy: UserId | null;
  createdAt: Date;
}

/** A new invitation: its token, and what bounds its use. */
export interface NewInvitation {
  spaceId: SpaceId;
  token: string;
  expiresIn: number;
  maxUses: number;
}

/** Creates an invitation to a space, for its staff. */
export async function insertInvitation(
  { sql }: Tx,
  viewerId: UserId,
  { spaceId, token, expiresIn, maxUses }: NewInvitation,
): Promise<Invitation> {
  await lockOwnSpace(sql, spaceId, viewerId, "moderator");
  const { count } = await one(sql<{ count: number }[]>`
    select count(*)::int from space_invitations i
    where i.space_id = ${spaceId} and ${isLiving(sql)}`);
  if (count >= INVITATIONS_PER_SPACE_MAX) {
    throw new AppError(
      "unprocessable",
      `A space can have at most ${INVITATIONS_PER_SPACE_MAX} invitations. Revoke one first.`,
    );
  }
  return await one(sql<Invitation[]>`
    insert into space_invitations as i (id, space_id, token_hash, created_by, max_uses, expires_at)
    values (${newId()}, ${spaceId}, ${sha256(token)}, ${viewerId}, ${maxUses},
      now() + ${expiresIn} * interval '1 second')
    returning ${columns(sql)}`);
}

/** The invitations to a space, also those that ended, newest first. */
export async function listInvitations(
  sql: Sql,
  spaceId: SpaceId,
  before: string | null,
  limit: number,
): Promise<Page<Invitation>> {
  const rows = await sql<Invitation[]>`
    select ${columns(sql)} from space_invitations i
    where i.space_id = ${spaceId} and i.id < ${before ?? LAST_ID}
    order by i.id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** Revokes an invitation, for the staff of its space. Repeating it changes nothing. */
export async function revokeInvitation(
  { sql }: Tx,
  viewerId: UserId,
  { spaceId, id }: { spaceId: SpaceId; id: InvitationId },
): Promise<void> {
  await lockOwnSpace(sql, spaceId, viewerId, "moderator");
  const { count } = await sql`
    update space_invitations set revoked_at = coalesce(revoked_at, now())
    where id = ${id} and space_id = ${spaceId}`;
  must(count === 0 ? null : count, "Invitation not found.");
}

/** Deletes some invitations that ended long ago; returns how many. */
export async function deleteEndedInvitations(
  sql: Sql,
  days: number,
  limit: number,
): Promise<number> {
  const { count } = await sql`
    delete from space_invitations
    where id in (
      select id from space_invitations
      where least(revoked_at, expires_at) < now() - ${days} * interval '1 day'
      limit ${limit}
      for update skip locked
    )`;
  return count;
}

/** Whether an invitation (table alias `i`) can still be used. */
export const isLiving = (sql: Sql) =>
  sql`(i.revoked_at is null and i.expires_at > clock_timestamp() and i.uses < i.max_uses)`;

const columns = (sql: Sql) =>
  sql`i.id, i.space_id, i.max_uses, i.uses, i.expires_at, i.revoked_at, i.created_by, i.created_at`;
