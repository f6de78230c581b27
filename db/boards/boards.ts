import type { BoardPrivacy, BoardRole } from "../../domain/boards/boards.ts";
import { type BoardId, LAST_ID, newId, type UserId } from "../../domain/ids.ts";
import { BOARDS_PER_USER_MAX } from "../../domain/limits.ts";
import { AppError, must } from "../../lib/errors.ts";
import { lockUsers } from "../locks.ts";
import { type Page, pageOf } from "../page.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { boardVisibleTo, type ViewerId } from "../visibility.ts";

/** A board with the viewer's role in it. It does not imply that the viewer may see the board. */
export interface Board {
  id: BoardId;
  ownerId: UserId;
  name: string;
  description: string | null;
  category: string | null;
  privacy: BoardPrivacy;
  /** The number of pins of published posts, whether or not the viewer sees them. */
  postsCount: number;
  role: BoardRole | null;
  /** Whether the viewer has an invitation to work on it that they have not accepted. */
  isInvited: boolean;
  createdAt: Date;
  updatedAt: Date;
}

/** The fields of a board that its owner sets. */
export type NewBoard = Pick<Board, "name" | "description" | "category" | "privacy">;

/** Creates a board. */
export async function insertBoard(
  { sql }: Tx,
  ownerId: UserId,
  { name, description, category, privacy }: NewBoard,
): Promise<Board> {
  // The lock makes one request at a time count the boards and add one.
  await lockUsers(sql, [ownerId]);
  const { count } = await one(sql<{ count: number }[]>`
    select count(*)::int from boards where owner_id = ${ownerId}`);
  if (count >= BOARDS_PER_USER_MAX) {
    throw new AppError("unprocessable", `You can have at most ${BOARDS_PER_USER_MAX} boards.`);
  }
  return await one(sql<Board[]>`
    insert into boards (id, owner_id, name, description, category, privacy)
    values (${newId()}, ${ownerId}, ${name}, ${description}, ${category}, ${privacy})
    returning *, 0 as posts_count, 'owner' as role, false as is_invited`);
}

/** Finds a board without checking whether the viewer may see it: see `canSeeBoard`. */
export async function findBoard(
  sql: Sql,
  id: BoardId,
  viewerId: UserId | null,
): Promise<Board | null> {
  const [board] = await sql<Board[]>`
    select ${columns(sql, viewerId)} from boards bd where bd.id = ${id}`;
  return board ?? null;
}

/** A change of a board. Omitted fields stay the same. */
export type BoardChange = { [K in keyof NewBoard]?: NewBoard[K] | undefined };

/** Changes a board for its owner or an editor. Only the owner changes who sees it. */
export async function updateBoard(
  { sql }: Tx,
  id: BoardId,
  viewerId: UserId,
  change: BoardChange,
): Promise<void> {
  await lockBoard(sql, id, viewerId, change.privacy === undefined ? "editor" : "owner");
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  await sql`
    update boards set ${sql(Object.fromEntries(given))}, updated_at = now() where id = ${id}`;
}

/** Deletes a board of the owner with its pins, and retracts notifications of invitations to it. */
export async function deleteBoard({ sql, record }: Tx, id: BoardId, viewerId: UserId) {
  await lockBoard(sql, id, viewerId, "owner");
  const shared = await sql<{ id: string }[]>`
    delete from board_collaborators where board_id = ${id} returning id`;
  await sql`delete from boards where id = ${id}`;
  if (shared.length > 0) {
    record({ type: "board.unshared", invitationIds: shared.map((row) => row.id) });
  }
}

/**
 * Locks a board, so that nobody else changes it, its pins or its collaborators meanwhile. Fails if
 * the viewer does not see it (404) or lacks the needed role (403). An invited editor who changes
 * the board thereby accepts the invitation.
 */
export async function lockBoard(
  sql: Sql,
  id: BoardId,
  viewerId: UserId,
  needed: "owner" | "editor" | null,
): Promise<{ ownerId: UserId; role: BoardRole | null }> {
  await sql`select from boards where id = ${id} for no key update`;
  const [found] = await sql<{ ownerId: UserId; role: BoardRole | null }[]>`
    select bd.owner_id, ${roleOf(sql, viewerId)} as role from boards bd
    where bd.id = ${id} and ${boardVisibleTo(sql, viewerId)}`;
  const board = must(found, "Board not found.");
  if (needed === "owner" && board.role !== "owner") {
    throw new AppError("forbidden", "Only the owner of a board can do this.");
  }
  if (needed === "editor" && board.role !== "owner" && board.role !== "editor") {
    throw new AppError("forbidden", "Only the owner and the editors of a board can change it.");
  }
  if (needed === "editor" && board.role === "editor") {
    await sql`
      update board_collaborators set accepted_at = now()
      where board_id = ${id} and user_id = ${viewerId} and accepted_at is null`;
  }
  return board;
}

/** The boards that a user owns or works on, or those to which they are invited; newest first. */
export async function listOwnBoards(
  sql: Sql,
  userId: UserId,
  isInvited: boolean,
  { before, limit }: { before: string | null; limit: number },
): Promise<Page<Board>> {
  const chosen = isInvited
    ? sql`
      select board_id from board_collaborators
      where user_id = ${userId} and accepted_at is null`
    : sql`
      select id from boards where owner_id = ${userId}
      union all
      select board_id from board_collaborators
      where user_id = ${userId} and accepted_at is not null`;
  const rows = await sql<Board[]>`
    select ${columns(sql, userId)} from boards bd
    where bd.id in (${chosen})
      and bd.id < ${before ?? LAST_ID} and ${boardVisibleTo(sql, userId)}
    order by bd.id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** The boards of a user that the viewer sees, newest first. */
export async function listBoardsOf(
  sql: Sql,
  ownerId: UserId,
  viewerId: UserId | null,
  before: string | null,
  limit: number,
): Promise<Page<Board>> {
  const rows = await sql<Board[]>`
    select ${columns(sql, viewerId)} from boards bd
    where bd.owner_id = ${ownerId} and bd.id < ${before ?? LAST_ID}
      and ${boardVisibleTo(sql, viewerId)}
    order by bd.id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

function columns(sql: Sql, viewerId: ViewerId) {
  return sql`
    bd.id, bd.owner_id, bd.name, bd.description, bd.category, bd.privacy, bd.created_at,
    bd.updated_at, ${roleOf(sql, viewerId)} as role,
    exists (select from board_collaborators w
      where w.board_id = bd.id and w.user_id = ${viewerId} and w.accepted_at is null) as is_invited,
    (select count(*)::int from board_pins n join posts p on p.id = n.post_id
      where n.board_id = bd.id and p.status = 'published' and p.deleted_at is null
        and p.takedown_id is null) as posts_count`;
}

function roleOf(sql: Sql, viewerId: ViewerId) {
  return sql`
    case when bd.owner_id = ${viewerId} then 'owner' else (
      select w.role from board_collaborators w
      where w.board_id = bd.id and w.user_id = ${viewerId}) end`;
}
