import { z } from "zod";
import { acceptRequest, declineRequest } from "../../db/conversations/requests.ts";
import { updateSettings } from "../../db/conversations/settings.ts";
import { NOTIFY_LEVELS } from "../../domain/conversations/conversations.ts";
import { seeConversation } from "../../reads/conversations/access.ts";
import { insideOf } from "../../reads/conversations/inside.ts";
import type { Api } from "../http/api.ts";
import { futureMoment } from "../http/fields.ts";
import { conversationParams } from "../http/values.ts";
import { conversationSchema, oneConversationView } from "./conversation_view.ts";

const settings = z.strictObject({
  notify: z.enum(NOTIFY_LEVELS),
  mutedUntil: futureMoment().nullable(),
  isArchived: z.boolean(),
}).partial();

/** A member's own view of a conversation: settings and requests. Nobody else notices them. */
export function ownSettingsRoutes(api: Api): void {
  api.put("/conversations/:id/settings", {
    summary: "Change how I hear of a conversation, or archive it; fields left out stay the same",
    params: conversationParams,
    body: settings,
    response: conversationSchema,
    errors: ["not_found"],
    async run({ ctx, viewerId, params, body, write }) {
      await seeConversation(ctx, viewerId, params.id);
      await write((tx) => updateSettings(tx, viewerId, params.id, body));
      return await oneConversationView(ctx, viewerId, params.id);
    },
  });

  api.post("/conversations/:id/accept", {
    summary: "Accept the request of a stranger; repeating it changes nothing",
    params: conversationParams,
    response: conversationSchema,
    errors: ["not_found", "unprocessable"],
    async run({ ctx, viewerId, params, write }) {
      await seeConversation(ctx, viewerId, params.id);
      return await write(async (tx) => {
        await acceptRequest(tx, viewerId, params.id);
        return await oneConversationView(insideOf(ctx, tx.sql), viewerId, params.id);
      });
    },
  });

  api.post("/conversations/:id/decline", {
    summary:
      "Decline the request of a stranger: leave the group, or empty and hide the conversation",
    params: conversationParams,
    errors: ["not_found", "unprocessable"],
    async run({ ctx, viewerId, params, write }) {
      await seeConversation(ctx, viewerId, params.id);
      await write((tx) => declineRequest(tx, viewerId, params.id));
    },
  });
}
