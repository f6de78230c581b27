import { z } from "zod";
import { changeReaction } from "../../db/comments/reactions.ts";
import { findReaction, reactionCounts } from "../../domain/comments/comments.ts";
import { AppError } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { idInputOf, text } from "../http/fields.ts";
import { reactionCountSchema } from "./comment_view.ts";
import { idSchema } from "../http/values.ts";

const reactedSchema = z.object({
  commentId: idSchema,
  reactions: z.array(reactionCountSchema),
  viewerReactions: z.array(z.string()),
}).meta({ id: "CommentReactions" });

/** Reactions to comments: add one, take one back. */
export function commentReactionRoutes(api: Api): void {
  for (const method of ["put", "delete"] as const) {
    const isMade = method === "put";
    api[method]("/comments/:id/reactions/:emoji", {
      summary: isMade
        ? "React to a comment with one of the emoji of this service; a repeat changes nothing"
        : "Remove my reaction to a comment",
      params: z.object({ id: idInputOf<"comment">(), emoji: text(32) }),
      response: reactedSchema,
      errors: ["validation_failed"],
      async run({ ctx, viewerId: userId, params: { id: commentId, ...params }, write }) {
        const emoji = requireReaction(ctx.config.COMMENT_REACTIONS, params.emoji);
        const change = { commentId, userId, emoji, isMade };
        const { reactions, viewerReactions } = await write((tx) => changeReaction(tx, change));
        return { commentId, reactions: reactionCounts(reactions), viewerReactions };
      },
    });
  }
}

function requireReaction(known: readonly string[], given: string): string {
  const emoji = findReaction(known, given);
  if (emoji !== undefined) return emoji;
  const message = `Must be one of ${known.join(" ")}`;
  throw new AppError("validation_failed", `emoji: ${message}.`, {
    details: [{ path: "emoji", message }],
  });
}
