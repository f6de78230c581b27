import { z } from "zod";
import { deleteMessage } from "../../db/messages/deletions.ts";
import { editMessage } from "../../db/messages/edits.ts";
import { MESSAGE_LENGTH_MAX } from "../../domain/conversations/limits.ts";
import type { Api } from "../http/api.ts";
import { trimmedText } from "../http/fields.ts";
import { messageParams } from "../http/values.ts";
import { viewOfChanged } from "./changed_message.ts";
import { messageSchema } from "./message_view.ts";

/** Changes of messages: edit, delete. */
export function messageEditRoutes(api: Api): void {
  for (const method of ["patch", "put"] as const) {
    api[method]("/messages/:id", {
      summary: "Edit my message; the same text changes nothing",
      limit: "message",
      params: messageParams,
      body: z.strictObject({ body: trimmedText(MESSAGE_LENGTH_MAX, 1) }),
      response: messageSchema,
      errors: ["forbidden", "gone"],
      async run({ ctx, viewerId, params: { id: messageId }, body: { body }, write }) {
        const view = await viewOfChanged(ctx, viewerId, messageId);
        return await write(async (tx) => {
          await editMessage(tx, { messageId, viewerId, body });
          return await view(tx.sql);
        });
      },
    });
  }

  api.delete("/messages/:id", {
    summary: "Delete a message, as its sender, the owner of the group or the staff of the space",
    params: messageParams,
    errors: ["forbidden"],
    async run({ viewerId, params: { id: messageId }, write }) {
      await write((tx) => deleteMessage(tx, { messageId, viewerId }));
    },
  });
}
