import type { Context } from "../../context/mod.ts";
import type { MessageId, UserId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";
import type { Seat } from "../conversations/access.ts";
import { seeMessages, type SeenMessage } from "./visible_message.ts";

/** The message of an error, the same for hidden and missing messages. */
export const NO_MESSAGE = "Message not found.";

/**
 * Returns a message of a conversation that the viewer sees, unless it was sent before they came. It
 * may be a tombstone. Throws `not_found` otherwise.
 */
export async function seeMessage(
  ctx: Context,
  viewerId: UserId,
  id: MessageId,
): Promise<SeenMessage> {
  return must((await seeMessages(ctx, viewerId, [id])).get(id), NO_MESSAGE);
}

/** Returns the number of a message that is named by it or by its id, in this conversation. */
export async function seqOf(
  ctx: Context,
  { conversation, membership }: Seat,
  of: number | MessageId,
): Promise<number> {
  if (typeof of === "number") return of;
  const card = must(await ctx.cache.messages.get(of), NO_MESSAGE);
  const isHere = card.conversationId === conversation.id && card.seq > membership.floorSeq;
  return must(isHere ? card : null, NO_MESSAGE).seq;
}
