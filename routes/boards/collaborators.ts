import { z } from "zod";
import {
  acceptInvitation,
  removeCollaborator,
  setCollaborator,
} from "../../db/boards/collaborators.ts";
import { COLLABORATOR_ROLES } from "../../domain/boards/boards.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { text } from "../http/fields.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import { seeBoard } from "../../reads/boards/visible_board.ts";
import { boardSchema, boardViews } from "./board_view.ts";
import { boardParams, idSchema } from "../http/values.ts";

const collaboratorParams = boardParams.extend({ userId: text(36) });
const role = z.enum(COLLABORATOR_ROLES);

/** Collaborators: users whom the owner of a board allows to edit it or only to see it. */
export function boardCollaboratorRoutes(api: Api): void {
  api.put("/boards/:id/collaborators/:userId", {
    summary: "Invite a user to work on my board, or change their role",
    params: collaboratorParams,
    body: z.strictObject({ role }),
    // `isInvited` becomes false when the user accepts, or when they change the board.
    response: z.object({ boardId: idSchema, userId: idSchema, role, isInvited: z.boolean() }),
    errors: ["forbidden", "not_found", "unprocessable"],
    async run({ ctx, viewerId, params: { id: boardId, userId: name }, body, write }) {
      await seeBoard(ctx, viewerId, boardId);
      const userId = await resolveUserId(ctx, name, viewerId);
      return await write(async (tx) => {
        const collaboration = { boardId, userId, ...body };
        return { ...collaboration, ...await setCollaborator(tx, viewerId, collaboration) };
      });
    },
  });

  api.post("/boards/:id/invitation/accept", {
    summary: "Accept an invitation to work on a board",
    params: boardParams,
    response: boardSchema,
    errors: ["not_found"],
    async run({ ctx, viewerId, params, write }) {
      const board = await seeBoard(ctx, viewerId, params.id);
      const [view] = await boardViews(ctx, viewerId, [{ ...board, isInvited: false }]);
      return await write(async (tx) => {
        await acceptInvitation(tx, board.id, viewerId);
        return must(view, "Board not found.");
      });
    },
  });

  api.delete("/boards/:id/collaborators/:userId", {
    summary: "Remove a collaborator from my board, leave a board, or decline an invitation",
    params: collaboratorParams,
    errors: ["forbidden", "not_found"],
    async run({ ctx, viewerId, params: { id: boardId, userId: name }, write }) {
      await seeBoard(ctx, viewerId, boardId);
      const userId = await resolveUserId(ctx, name, viewerId);
      await write((tx) => removeCollaborator(tx, viewerId, { boardId, userId }));
    },
  });
}
