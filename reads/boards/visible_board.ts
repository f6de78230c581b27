import type { BoardId, UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { type Board, findBoard } from "../../db/boards/boards.ts";
import { canSeeBoard } from "../../domain/posts/visibility.ts";
import { must } from "../../lib/errors.ts";

/** Returns a board that the viewer sees. Throws `not_found` for any other. */
export async function seeBoard(
  ctx: Context,
  viewerId: UserId | null,
  id: BoardId,
): Promise<Board> {
  const board = must(await findBoard(ctx.sql, id, viewerId), "Board not found.");
  const owner = must(await ctx.cache.users.get(board.ownerId), "Board not found.");
  const viewer = viewerId === null ? null : must(await ctx.cache.relations.get(viewerId));
  const isSeen = canSeeBoard(viewer, board, owner, board.role !== null);
  return must(isSeen ? board : null, "Board not found.");
}
