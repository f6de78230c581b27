import { z } from "zod";
import type { BoardId, UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { type Collaborator, listCollaborators } from "../../db/boards/collaborators.ts";
import { listFirstPins } from "../../db/boards/pins.ts";
import type { Board } from "../../db/boards/boards.ts";
import type { Sql } from "../../db/sql.ts";
import { loadUserCard, type UserCard } from "../../db/people/cards.ts";
import { BOARD_PRIVACIES, COLLABORATOR_ROLES } from "../../domain/boards/boards.ts";
import { loadPostViews } from "../posts/post_view.ts";
import { avatarUrl, userCardSchema, userCardView } from "../people/user_view.ts";
import { idSchema, timeSchema } from "../http/values.ts";

const COVERS_SHOWN = 4;
// Some of the first pins may be hidden from the viewer.
const COVERS_SOUGHT = 8;

/** A board as clients see it. */
export const boardSchema = z.object({
  boardId: idSchema,
  userId: idSchema,
  username: z.string(),
  avatar: z.string().nullable(),
  name: z.string(),
  description: z.string().nullable(),
  category: z.string().nullable(),
  privacy: z.enum(BOARD_PRIVACIES),
  /**
   * Counts published posts, without those deleted or taken down, but with those hidden from the
   * viewer.
   */
  postsCount: z.int(),
  /** Thumbnails of the first pins that the viewer sees. */
  coverUrls: z.array(z.string()).max(COVERS_SHOWN),
  /** The viewer's role on the board; null if there is none. */
  role: z.enum(["owner", ...COLLABORATOR_ROLES]).nullable(),
  /** Whether the viewer is invited and has not accepted yet. */
  isInvited: z.boolean(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
}).meta({ id: "Board" });

/** A collaborator of a board, or a user who is invited to become one. */
export const collaboratorSchema = userCardSchema.extend({
  role: z.enum(COLLABORATOR_ROLES),
  isInvited: z.boolean(),
}).meta({ id: "Collaborator" });

/** A board as clients see it. */
export type BoardView = z.input<typeof boardSchema>;

/**
 * Returns the views of visible boards in their order, without those whose owners were just erased.
 */
export async function boardViews(
  ctx: Context,
  viewerId: UserId | null,
  boards: readonly Board[],
): Promise<BoardView[]> {
  const ids = boards.map((board) => board.id);
  const [owners, pins] = await Promise.all([
    ctx.cache.users.getMany([...new Set(boards.map((board) => board.ownerId))]),
    listFirstPins(ctx.sql, ids, COVERS_SOUGHT),
  ]);
  const postIds = [...new Set(pins.map((pin) => pin.postId))];
  const posts = await loadPostViews(ctx, viewerId, postIds);
  const covers = Map.groupBy(pins, (pin) => pin.boardId);
  return boards.flatMap((board) => {
    const owner = owners.get(board.ownerId);
    const urls = (covers.get(board.id) ?? [])
      .map(({ postId }) => posts.get(postId)?.thumbnailUrl ?? null);
    return owner
      ? [boardView(ctx, board, owner, urls.filter((url) => url !== null).slice(0, COVERS_SHOWN))]
      : [];
  });
}

/**
 * Returns the view of a board that a transaction just created. Reads only through that transaction.
 */
export async function newBoardView(ctx: Context, sql: Sql, board: Board): Promise<BoardView> {
  const owner = await loadUserCard(sql, board.ownerId);
  return boardView(ctx, board, owner, []);
}

/** Returns the collaborators of a board, without those hidden from the viewer. */
export async function collaboratorViews(
  ctx: Context,
  viewerId: UserId | null,
  boardId: BoardId,
): Promise<z.input<typeof collaboratorSchema>[]> {
  const listed: Collaborator[] = await listCollaborators(ctx.sql, boardId, viewerId);
  const users = await ctx.cache.users.getMany(listed.map(({ userId }) => userId));
  return listed.flatMap(({ userId, role, isInvited }) => {
    const user = users.get(userId);
    return user ? [{ ...userCardView(ctx, user), role, isInvited }] : [];
  });
}

function boardView(
  ctx: Context,
  board: Board,
  owner: UserCard,
  coverUrls: string[],
): BoardView {
  return {
    boardId: board.id,
    userId: owner.id,
    username: owner.username,
    avatar: avatarUrl(ctx, owner),
    name: board.name,
    description: board.description,
    category: board.category,
    privacy: board.privacy,
    postsCount: board.postsCount,
    coverUrls,
    role: board.role,
    isInvited: board.isInvited,
    createdAt: board.createdAt.toISOString(),
    updatedAt: board.updatedAt.toISOString(),
  };
}
