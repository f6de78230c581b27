import { z } from "zod";
import { removeCollaborator, setCollaborator } from "../db/board_collaborators.ts";
import { COLLABORATOR_ROLES } from "../domain/boards.ts";
import type { Api } from "./api.ts";
import { text } from "./fields.ts";
import { resolveUserId } from "./resolve_user.ts";
import { seeBoard } from "./see_board.ts";
import { idParams, idSchema } from "./views/values.ts";

const collaboratorParams = idParams.extend({ userId: text(36) });
const role = z.enum(COLLABORATOR_ROLES);

/** Collaborators: people whom the owner of a board lets pin to it, or look at it. */
export function boardCollaboratorRoutes(api: Api): void {
  api.put("/boards/:id/collaborators/:userId", {
    summary: "Let somebody work on a board of mine, or change what they may do there",
    params: collaboratorParams,
    body: z.strictObject({ role }),
    answer: z.object({ boardId: idSchema, userId: idSchema, role }),
    errors: ["forbidden", "not_found", "unprocessable"],
    async run({ ctx, viewerId, params: { id: boardId, userId: name }, body, write }) {
      await seeBoard(ctx, viewerId, boardId);
      const userId = await resolveUserId(ctx, name, viewerId);
      await write((tx) => setCollaborator(tx, viewerId, { boardId, userId, ...body }));
      return { boardId, userId, ...body };
    },
  });

  api.delete("/boards/:id/collaborators/:userId", {
    summary: "End somebody's work on a board of mine, or my own on another's",
    params: collaboratorParams,
    errors: ["forbidden", "not_found"],
    async run({ ctx, viewerId, params: { id: boardId, userId: name }, write }) {
      await seeBoard(ctx, viewerId, boardId);
      const userId = await resolveUserId(ctx, name, viewerId);
      await write((tx) => removeCollaborator(tx, viewerId, { boardId, userId }));
    },
  });
}
