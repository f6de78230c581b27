import { z } from "zod";
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
  /** Of posts that are there, whether or not the viewer sees them. */
  postsCount: z.int(),
  /** Of the first pins that the viewer sees. */
  coverUrls: z.array(z.string()).max(COVERS_SHOWN),
  /** What the viewer is to the board. */
  role: z.enum(["owner", ...COLLABORATOR_ROLES]).nullable(),
  /** Whether the viewer was asked to work on it and has not said yes. */
  isInvited: z.boolean(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

/** Somebody who works on a board. */
export const collaboratorSchema = userCardSchema.extend({
  role: z.enum(COLLABORATOR_ROLES),
  isInvited: z.boolean(),
});

/** A board as clients see it. */
export type BoardView = z.input<typeof boardSchema>;

/** The views of boards that the viewer sees, in their order. */
export async function boardViews(
  ctx: Context,
  viewerId: string | null,
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

/** A board as its transaction has just made it, read through that transaction alone. */
export async function newBoardView(ctx: Context, sql: Sql, board: Board): Promise<BoardView> {
  const owner = await loadUserCard(sql, board.ownerId);
  return boardView(ctx, board, owner, []);
}

/** Who works on a board, of the people whom the viewer sees. */
export async function collaboratorViews(
  ctx: Context,
  viewerId: string | null,
  boardId: string,
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
