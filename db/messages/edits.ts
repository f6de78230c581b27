import type { MessageId, UserId } from "../../domain/ids.ts";
import { mentionsIn } from "../../domain/text.ts";
import { AppError } from "../../lib/errors.ts";
import type { Tx } from "../transact.ts";
import { type LockedMessage, lockMessage, moveHead } from "./lock.ts";
import { replaceMentions } from "./mentions.ts";

/** The name that mentions everybody. An edit can take it away, but not add it. */
const ALL = "all";

/** Changes the text of the viewer's own message. The same text changes nothing. */
export async function editMessage(
  tx: Tx,
  { messageId, viewerId, body }: { messageId: MessageId; viewerId: UserId; body: string },
): Promise<void> {
  const { sql } = tx;
  const message = await lockMessage(sql, viewerId, messageId, { withConversation: true });
  requireEditable(message, viewerId);
  if (message.body === body) return;
  await sql`
    update messages set body = ${body}, edited_at = greatest(clock_timestamp(), created_at),
      rev = rev + 1, mentions_all = mentions_all and ${mentionsIn(body).includes(ALL)}
    where id = ${messageId}`;
  const { addedIds, removedIds } = await replaceMentions(sql, messageId, body);
  await moveHead(sql, message.conversationId);
  const { conversationId, spaceId, seq, answeredId } = message;
  // The person whom it answers has a notification of that.
  const toldIds = addedIds.filter((userId) => userId !== answeredId);
  tx.record({
    type: "message.updated",
    ...{ conversationId, spaceId, messageId, seq },
    mentions: { senderId: viewerId, addedIds: toldIds, removedIds },
  });
}

function requireEditable(message: LockedMessage, viewerId: UserId): void {
  if (!message.isShown) throw new AppError("gone", "This message is deleted.");
  if (message.senderId !== viewerId) {
    throw new AppError("forbidden", "Only the sender of a message can edit it.");
  }
  if (message.isEncrypted) {
    throw new AppError("forbidden", "This conversation is encrypted.", {
      details: { reason: "encrypted" },
    });
  }
}
