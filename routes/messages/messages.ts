import { must } from "../../lib/errors.ts";
import { seeConversation } from "../../reads/conversations/access.ts";
import { NO_MESSAGE, seeMessage } from "../../reads/messages/lookup.ts";
import type { Api } from "../http/api.ts";
import { conversationParams, messageParams } from "../http/values.ts";
import { draftSchema } from "./draft.ts";
import { messageSchema, messageViews } from "./message_view.ts";
import { messagePage, messagesQuery, messagesSchema } from "./page.ts";
import { prepareMessage, sendMessage } from "./send.ts";

/** Messages of conversations: send, list, look up. */
export function messageRoutes(api: Api): void {
  api.post("/conversations/:id/messages", {
    summary: "Send a message; a repeat with the same clientId gets the first one again",
    params: conversationParams,
    body: draftSchema,
    response: messageSchema,
    status: 201,
    limit: "message",
    errors: ["forbidden", "not_found", "unprocessable", "idempotency_key_reused"],
    async run({ ctx, http, viewerId, params, body }) {
      const prepared = await prepareMessage(ctx, viewerId, params.id, body);
      const { view, xid } = await sendMessage(ctx, prepared);
      if (xid !== null) http.set("writtenXid", xid);
      return view;
    },
  });

  api.get("/conversations/:id/messages", {
    summary: "List messages: the newest first, or those before, after or around one of them",
    params: conversationParams,
    query: messagesQuery,
    response: messagesSchema,
    errors: ["not_found", "invalid_cursor"],
    run: async ({ ctx, viewerId, params, query }) =>
      await messagePage(ctx, await seeConversation(ctx, viewerId, params.id), query),
  });

  api.get("/messages/:id", {
    summary: "Get a message of a conversation that I see",
    params: messageParams,
    response: messageSchema,
    errors: ["not_found"],
    async run({ ctx, viewerId, params }) {
      const { card, seat } = await seeMessage(ctx, viewerId, params.id);
      return must((await messageViews(ctx, seat, [card])).get(card.id), NO_MESSAGE);
    },
  });
}
