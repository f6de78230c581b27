import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { findDmOf } from "../../db/conversations/pairs.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";
import { findSeats, type Seat, seeConversation } from "../../reads/conversations/access.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import type { Api } from "../http/api.ts";
import { idInputOf, text } from "../http/fields.ts";
import { messagePage, messagesQuery, messagesSchema, noMessages } from "./page.ts";

const shared = {
  query: messagesQuery,
  response: messagesSchema,
  errors: ["not_found", "invalid_cursor"],
} as const;

/** The messages of conversations that are named by their people or their place. */
export function historyRoutes(api: Api): void {
  api.get("/messages/history/dm/:userId", {
    summary: "List my direct messages with a user; none if we have not talked",
    params: z.object({ userId: text(36) }),
    ...shared,
    async run({ ctx, viewerId, params, query }) {
      const seat = await findDmSeat(ctx, viewerId, params.userId);
      return seat === null ? noMessages(ctx, query) : await messagePage(ctx, seat, query);
    },
  });

  api.get("/messages/history/group/:groupId", {
    summary: "List the messages of a group",
    params: z.object({ groupId: idInputOf<"conversation">() }),
    ...shared,
    async run({ ctx, viewerId, params, query }) {
      const seat = await seeConversation(ctx, viewerId, params.groupId);
      const isGroup = seat.conversation.kind === "group";
      return await messagePage(ctx, must(isGroup ? seat : null, NO_CONVERSATION), query);
    },
  });

  api.get("/messages/history/space/:spaceId/room/:roomId", {
    summary: "List the messages of a room",
    params: z.object({ spaceId: idInputOf<"space">(), roomId: idInputOf<"conversation">() }),
    ...shared,
    async run({ ctx, viewerId, params: { spaceId, roomId }, query }) {
      const seat = await seeConversation(ctx, viewerId, roomId);
      const isThere = seat.conversation.spaceId === spaceId;
      return await messagePage(ctx, must(isThere ? seat : null, NO_CONVERSATION), query);
    },
  });
}

const NO_CONVERSATION = "Conversation not found.";

/** Returns the viewer's place in their DM with a user, who must be visible. */
async function findDmSeat(ctx: Context, viewerId: UserId, name: string): Promise<Seat | null> {
  const otherId = await resolveUserId(ctx, name, viewerId);
  const id: ConversationId | null = await findDmOf(ctx.sql, viewerId, otherId);
  if (id === null) return null;
  return (await findSeats(ctx, viewerId, [id])).get(id) ?? null;
}
