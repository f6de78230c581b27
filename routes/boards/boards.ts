import { z } from "zod";
import type { BoardId, UserId } from "../../domain/ids.ts";
import { listPins } from "../../db/boards/pins.ts";
import {
  deleteBoard,
  insertBoard,
  listBoardsOf,
  listOwnBoards,
  updateBoard,
} from "../../db/boards/boards.ts";
import { BOARD_PRIVACIES } from "../../domain/boards/boards.ts";
import { must } from "../../lib/errors.ts";
import {
  BOARD_CATEGORY_LENGTH_MAX,
  BOARD_DESCRIPTION_LENGTH_MAX,
  BOARD_NAME_LENGTH_MAX,
} from "../../domain/limits.ts";
import type { Api } from "../http/api.ts";
import { fillPage } from "../../reads/posts/fill_page.ts";
import { nameText, trimmedText } from "../http/fields.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import { boardParams, userParams } from "../http/values.ts";
import { seeBoard } from "../../reads/boards/visible_board.ts";
import {
  boardSchema,
  boardViews,
  collaboratorSchema,
  collaboratorViews,
  newBoardView,
} from "./board_view.ts";
import { postSchema, postView } from "../posts/post_view.ts";

const fields = {
  name: nameText(BOARD_NAME_LENGTH_MAX, 1),
  description: trimmedText(BOARD_DESCRIPTION_LENGTH_MAX).nullable(),
  category: nameText(BOARD_CATEGORY_LENGTH_MAX, 1).nullable(),
  privacy: z.enum(BOARD_PRIVACIES),
};
const newBoard = z.strictObject({
  ...fields,
  description: fields.description.default(null),
  category: fields.category.default(null),
  privacy: fields.privacy.default("public"),
});
const boardChange = z.strictObject(fields).partial();

const boardWithPins = boardSchema.extend({
  collaborators: z.array(collaboratorSchema),
  posts: z.array(postSchema),
  pagination: paginationSchema,
}).meta({ id: "BoardWithPins" });

/** Boards: collections of posts, of one user or with collaborators. */
export function boardRoutes(api: Api): void {
  api.post("/boards", {
    summary: "Create a board",
    body: newBoard,
    response: boardSchema,
    status: 201,
    errors: ["unprocessable"],
    run: ({ ctx, viewerId, body, write }) =>
      write(async (tx) => newBoardView(ctx, tx.sql, await insertBoard(tx, viewerId, body))),
  });

  api.list("/boards", {
    summary: "List the boards that I own or work on, or my invitations, newest first",
    query: pageQuery.extend({ invited: z.enum(["true", "false"]).default("false") }),
    name: "boards",
    item: boardSchema,
    scope: ({ viewerId, query }) =>
      `boards for ${viewerId}${query.invited === "true" ? ", invited" : ""}`,
    find: ({ ctx, viewerId, query }, before, limit) =>
      listOwnBoards(ctx.sql, viewerId, query.invited === "true", { before, limit }),
    view: (boards, { ctx, viewerId }) => boardViews(ctx, viewerId, boards),
  });

  api.list("/users/:id/boards", {
    summary: "List the boards of a user that I can see, newest first",
    auth: "optional",
    params: userParams,
    name: "boards",
    item: boardSchema,
    errors: ["not_found"],
    of: ({ ctx, viewerId, params }) => resolveUserId(ctx, params.id, viewerId),
    scope: ({ of: ownerId }) => `boards of ${ownerId}`,
    find: ({ ctx, viewerId, of: ownerId }, before, limit) =>
      listBoardsOf(ctx.sql, ownerId, viewerId, before, limit),
    view: (boards, { ctx, viewerId }) => boardViews(ctx, viewerId, boards),
  });

  api.get("/boards/:id", {
    summary: "Get a board with its collaborators and a page of its pins, in their order",
    auth: "optional",
    params: boardParams,
    query: pageQuery,
    response: boardWithPins,
    errors: ["not_found"],
    async run({ ctx, viewerId, params, query }) {
      const board = await seeBoard(ctx, viewerId, params.id);
      const [view] = await boardViews(ctx, viewerId, [board]);
      const collaborators = await collaboratorViews(ctx, viewerId, board.id);
      return {
        ...must(view, "Board not found."),
        collaborators,
        ...await pinPage(ctx, viewerId, board.id, query),
      };
    },
  });

  api.patch("/boards/:id", {
    summary: "Update a board, as its owner or an editor; only the owner changes its privacy",
    params: boardParams,
    body: boardChange,
    response: boardSchema,
    errors: ["forbidden", "not_found"],
    async run({ ctx, viewerId, params, body, write }) {
      await write((tx) => updateBoard(tx, params.id, viewerId, body));
      const [view] = await boardViews(ctx, viewerId, [await seeBoard(ctx, viewerId, params.id)]);
      return must(view, "Board not found.");
    },
  });

  api.delete("/boards/:id", {
    summary: "Delete my board; its posts are not deleted",
    params: boardParams,
    errors: ["forbidden", "not_found"],
    run: ({ viewerId, params, write }) => write((tx) => deleteBoard(tx, params.id, viewerId)),
  });
}

async function pinPage(
  ctx: Api["ctx"],
  viewerId: UserId | null,
  boardId: BoardId,
  query: z.output<typeof pageQuery>,
) {
  const scope = `pins of ${boardId}`;
  const page = await fillPage(ctx.cache, viewerId, query.limit, {
    before: placeOf(ctx, scope, query.cursor),
    next: (after, limit) => listPins(ctx.sql, boardId, after, limit),
  });
  const posts = page.items.map((post) => postView(ctx, post));
  return { posts, pagination: paginationOf(ctx, scope, page.next) };
}
