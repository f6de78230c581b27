import type { Context } from "../../context/mod.ts";
import { loadMessageCards } from "../../db/messages/cards.ts";
import type { Sql } from "../../db/sql.ts";
import type { MessageId, UserId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";
import { NO_MESSAGE, seeMessage } from "../../reads/messages/lookup.ts";
import { loadSurroundings, type MessageView, messageView } from "./message_view.ts";

/** Returns a message as it is in a transaction. */
export type ViewChanged = (sql: Sql) => Promise<MessageView>;

/**
 * Prepares the view of a message that the viewer is about to change. All that it needs beside the
 * message is read before the transaction, which then waits for no other connection.
 */
export async function viewOfChanged(
  ctx: Context,
  viewerId: UserId,
  id: MessageId,
): Promise<ViewChanged> {
  const { card: before, seat: { viewer, membership: { floorSeq } } } = await seeMessage(
    ctx,
    viewerId,
    id,
  );
  const surroundings = await loadSurroundings(ctx, [before]);
  return async (sql) => {
    const card = must((await loadMessageCards(sql, [id])).get(id), NO_MESSAGE);
    return must(messageView(ctx, card, { viewer, floorSeq, ...surroundings }), NO_MESSAGE);
  };
}
