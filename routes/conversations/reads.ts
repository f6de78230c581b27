import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { SEQ_MAX } from "../../domain/conversations/limits.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { AppError, must } from "../../lib/errors.ts";
import { seeConversation } from "../../reads/conversations/access.ts";
import { countTotals } from "../../reads/conversations/totals.ts";
import { countUnread } from "../../reads/conversations/unread.ts";
import { readNotificationsOf } from "../../reads/notifications/read_messages.ts";
import type { Api } from "../http/api.ts";
import { writesOf, type Wrote } from "../http/seen.ts";
import { conversationParams, idSchema } from "../http/values.ts";

const readSchema = z.object({
  conversationId: idSchema,
  readSeq: z.int(),
  unreadCount: z.int(),
  mentionsCount: z.int(),
  totalUnread: z.int(),
}).meta({ id: "ReadPosition" });

/** Reading: how far a user has read a conversation. */
export function readRoutes(api: Api): void {
  api.post("/conversations/:id/read", {
    summary: "Mark a conversation as read up to a message; it never goes back",
    params: conversationParams,
    body: z.strictObject({ seq: z.int().min(0).max(SEQ_MAX) }),
    response: readSchema,
    errors: ["not_found", "unprocessable"],
    run: async ({ ctx, http, viewerId, params, body }) =>
      await readUpTo(
        ctx,
        viewerId,
        { conversationId: params.id, seq: body.seq },
        writesOf(http),
      ),
  });
}

/** Marks a conversation as read up to a message. Returns what is unread after that. */
export async function readUpTo(
  ctx: Context,
  userId: UserId,
  { conversationId, seq }: { conversationId: ConversationId; seq: number },
  wrote: Wrote,
): Promise<z.output<typeof readSchema>> {
  await seeConversation(ctx, userId, conversationId);
  const written = must(
    await ctx.reads.write({ userId, conversationId, seq }),
    "Conversation not found.",
  );
  const { readSeq, lastSeq, xid } = written;
  if (xid !== null) wrote(xid);
  if (seq > lastSeq) {
    throw new AppError(
      "unprocessable",
      `You cannot read message ${seq}: the last message is ${lastSeq}.`,
    );
  }
  await readNotificationsOf(ctx, userId, { conversationId, seq: readSeq });
  const seat = await seeConversation(ctx, userId, conversationId);
  // Another instance may have read further. Its write may not be known here yet.
  const state = { ...seat.state, readSeq: Math.max(readSeq, seat.state.readSeq) };
  const unread = (await countUnread(ctx, [{ ...seat, state }])).get(conversationId)!;
  const { totalUnread } = await countTotals(ctx, userId);
  const { unreadCount, mentionsCount } = unread;
  return { conversationId, readSeq: state.readSeq, unreadCount, mentionsCount, totalUnread };
}
