import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { loadConversationCards } from "../../db/conversations/cards.ts";
import { NO_STATE } from "../../db/conversations/memberships.ts";
import type { OwnSpace } from "../../db/spaces/lock.ts";
import type { Sql } from "../../db/sql.ts";
import type { ConversationId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";
import type { Seat } from "../../reads/conversations/access.ts";
import {
  conversationSchema,
  conversationView,
  conversationViews,
} from "../conversations/conversation_view.ts";
import { idSchema } from "../http/values.ts";

/** A room as a member of its space sees it. */
export const roomSchema = conversationSchema.extend({
  roomId: idSchema,
  position: z.int(),
}).meta({ id: "Room" });

/** A room as a member of its space sees it. */
export type RoomView = z.input<typeof roomSchema>;

/** Returns rooms as a member of their space sees them. */
export async function roomViews(ctx: Context, seats: readonly Seat[]): Promise<RoomView[]> {
  const views = await conversationViews(ctx, seats);
  return views.map((view, at) => ({
    ...view,
    roomId: view.conversationId,
    position: seats[at]!.conversation.position,
  }));
}

/** Returns a room as a member of its space sees it. */
export async function roomView(ctx: Context, seat: Seat): Promise<RoomView> {
  return must((await roomViews(ctx, [seat]))[0], "Room not found.");
}

/** Returns a room that a transaction has just made. Reads only through that transaction. */
export async function newRoomView(
  ctx: Context,
  sql: Sql,
  { space, roomId }: { space: OwnSpace; roomId: ConversationId },
): Promise<RoomView> {
  const conversation = must((await loadConversationCards(sql, [roomId])).get(roomId));
  const { role, membersCount, joinedAt } = space;
  const membership = {
    role,
    joinedAt,
    floorSeq: 0,
    status: "accepted",
    addedBy: null,
    hiddenUntil: 0,
  } as const;
  const view = conversationView(ctx, { conversation, membership, state: NO_STATE, other: null }, {
    unreadCount: 0,
    mentionsCount: 0,
    lastMessage: null,
    shown: { cards: [], count: membersCount },
  });
  return { ...view, roomId, position: conversation.position };
}
