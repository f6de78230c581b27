import type { CollaboratorRole } from "../../domain/boards/boards.ts";
import { type BoardId, newId, type UserId } from "../../domain/ids.ts";
import { COLLABORATORS_PER_BOARD_MAX } from "../../domain/limits.ts";
import { AppError, must } from "../../lib/errors.ts";
import { lockBoard } from "./boards.ts";
import { lockPair } from "../people/follows.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { boardVisibleTo, userVisibleTo } from "../visibility.ts";

/** A user who works on somebody else's board. */
export interface Collaborator {
  userId: UserId;
  role: CollaboratorRole;
  /** Whether they have not yet accepted their invitation. */
  isInvited: boolean;
}

/** The role of a user on a board. */
export interface Collaboration {
  boardId: BoardId;
  userId: UserId;
  role: CollaboratorRole;
}

/**
 * Invites a user to work on the owner's board, or changes their role there. Returns whether the
 * invitation still waits for an answer.
 */
export async function setCollaborator(
  { sql, record }: Tx,
  ownerId: UserId,
  { boardId, userId, role }: Collaboration,
): Promise<{ isInvited: boolean }> {
  // Lock the users before the board: a block also locks them before it ends their collaborations.
  if (userId !== ownerId) await lockPair(sql, ownerId, userId);
  await lockBoard(sql, boardId, ownerId, "owner");
  if (userId === ownerId) {
    throw new AppError("unprocessable", "The owner of a board cannot be one of its collaborators.");
  }
  const { count } = await one(sql<{ count: number }[]>`
    select count(*)::int from board_collaborators
    where board_id = ${boardId} and user_id <> ${userId}`);
  if (count >= COLLABORATORS_PER_BOARD_MAX) {
    throw new AppError(
      "unprocessable",
      `A board can have at most ${COLLABORATORS_PER_BOARD_MAX} collaborators.`,
    );
  }
  const invitationId = newId();
  const { id, isInvited } = await one(sql<{ id: string; isInvited: boolean }[]>`
    insert into board_collaborators (id, board_id, user_id, role)
    values (${invitationId}, ${boardId}, ${userId}, ${role})
    on conflict (board_id, user_id) do update set role = excluded.role
    returning id, accepted_at is null as is_invited`);
  if (id === invitationId) record({ type: "board.shared", invitationId, ownerId, userId });
  return { isInvited };
}

/** Accepts an invitation to a board. Repeating it changes nothing. */
export async function acceptInvitation(
  { sql }: Tx,
  boardId: BoardId,
  userId: UserId,
): Promise<void> {
  await lockBoard(sql, boardId, userId, null);
  const [invitation] = await sql`
    update board_collaborators set accepted_at = coalesce(accepted_at, now())
    where board_id = ${boardId} and user_id = ${userId}
    returning id`;
  must(invitation, "You have no invitation to this board.");
}

/** Removes a collaborator, for the board's owner or themselves. Repeating it changes nothing. */
export async function removeCollaborator(
  tx: Tx,
  viewerId: UserId,
  { boardId, userId }: Omit<Collaboration, "role">,
): Promise<void> {
  await lockBoard(tx.sql, boardId, viewerId, userId === viewerId ? null : "owner");
  await endCollaborations(
    tx,
    await tx.sql<{ id: string }[]>`
    delete from board_collaborators where board_id = ${boardId} and user_id = ${userId}
    returning id`,
  );
}

/** Ends the collaborations of two users on each other's boards. */
export async function endCollaborationsBetween(tx: Tx, one: string, other: string): Promise<void> {
  await endCollaborations(
    tx,
    await tx.sql<{ id: string }[]>`
    delete from board_collaborators w using boards bd
    where bd.id = w.board_id
      and (bd.owner_id, w.user_id) in ((${one}, ${other}), (${other}, ${one}))
    returning w.id`,
  );
}

function endCollaborations({ record }: Tx, ended: readonly { id: string }[]): void {
  if (ended.length === 0) return;
  record({ type: "board.unshared", invitationIds: ended.map(({ id }) => id) });
}

/**
 * The collaborators of a board whom the viewer sees, oldest first. Only the owner and the invited
 * user see an invitation that is not accepted.
 */
export async function listCollaborators(
  sql: Sql,
  boardId: BoardId,
  viewerId: UserId | null,
): Promise<Collaborator[]> {
  return await sql<Collaborator[]>`
    select w.user_id, w.role, w.accepted_at is null as is_invited
    from board_collaborators w join boards bd on bd.id = w.board_id
    where w.board_id = ${boardId} and ${userVisibleTo(sql, sql`w.user_id`, viewerId)}
      and (w.accepted_at is not null or ${viewerId}::uuid in (w.user_id, bd.owner_id))
    order by w.id`;
}

/** The boards of these invitations of the user, by invitation id, where the user sees the board. */
export async function listInvitedBoards(
  sql: Sql,
  userId: UserId,
  invitationIds: readonly string[],
): Promise<Map<string, { boardId: BoardId; name: string }>> {
  const rows = await sql<{ id: string; boardId: BoardId; name: string }[]>`
    select w.id, bd.id as board_id, bd.name
    from board_collaborators w join boards bd on bd.id = w.board_id
    where w.id = any(${invitationIds}::uuid[]) and w.user_id = ${userId}
      and ${boardVisibleTo(sql, userId)}`;
  return new Map(rows.map(({ id, ...board }) => [id, board]));
}
