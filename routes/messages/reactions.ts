import { z } from "zod";
import { changeReaction, listReactors } from "../../db/messages/reactions.ts";
import { REACTION_BYTES_MAX } from "../../domain/conversations/limits.ts";
import { reactionEmoji } from "../../domain/conversations/reactions.ts";
import { seeMessage } from "../../reads/messages/lookup.ts";
import { AppError } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { text } from "../http/fields.ts";
import { idSchema, messageParams } from "../http/values.ts";
import { loadListedViews } from "../people/list_view.ts";
import { userCardSchema } from "../people/user_view.ts";
import { viewOfChanged } from "./changed_message.ts";
import { messageSchema } from "./message_view.ts";

const reactionParams = messageParams.extend({
  emoji: text(REACTION_BYTES_MAX),
});
const reactedSchema = z.object({
  messageId: idSchema,
  reactions: messageSchema.shape.reactions,
}).meta({ id: "MessageReactions" });

/** Reactions to messages: add one, take one back, list the people with one. */
export function messageReactionRoutes(api: Api): void {
  for (const method of ["put", "delete"] as const) {
    const isMade = method === "put";
    api[method]("/messages/:id/reactions/:emoji", {
      summary: isMade
        ? "React to a message with any emoji; a repeat changes nothing"
        : "Remove my reaction to a message",
      limit: "message",
      params: reactionParams,
      response: reactedSchema,
      errors: ["validation_failed", "gone", ...isMade ? ["unprocessable" as const] : []],
      async run({ ctx, viewerId, params: { id: messageId, ...params }, write }) {
        const emoji = requireEmoji(params.emoji);
        const view = await viewOfChanged(ctx, viewerId, messageId);
        return await write(async (tx) => {
          await changeReaction(tx, { messageId, viewerId, emoji, isMade });
          const { reactions } = await view(tx.sql);
          return { messageId, reactions };
        });
      },
    });
  }

  api.list("/messages/:id/reactions/:emoji", {
    summary: "List the people with one reaction to a message, the first one first",
    params: reactionParams,
    errors: ["validation_failed"],
    name: "users",
    item: userCardSchema,
    async of({ ctx, viewerId, params }) {
      const emoji = requireEmoji(params.emoji);
      return { emoji, sight: (await seeMessage(ctx, viewerId, params.id)).sight };
    },
    scope: ({ params: { id }, of: { emoji } }) => `${emoji} to ${id}`,
    async find({ ctx, viewerId, params: { id: messageId }, of: { emoji, sight } }, after, limit) {
      // Of a deleted message nothing is left, and a hidden one looks the same.
      if (sight === "tombstone") return { items: [], next: null };
      return await listReactors(ctx.sql, viewerId, { messageId, emoji }, after, limit);
    },
    view: (people, { ctx }) => loadListedViews(ctx, people, (card) => card),
  });
}

function requireEmoji(given: string): string {
  const emoji = reactionEmoji(given);
  if (emoji !== null) return emoji;
  const message = "Must be one emoji";
  throw new AppError("validation_failed", `emoji: ${message}.`, {
    details: [{ path: "emoji", message }],
  });
}
