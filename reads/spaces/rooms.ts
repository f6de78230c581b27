import type { Context } from "../../context/mod.ts";
import { type ConversationId, type SpaceId, type UserId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";
import { findSeats, type Seat } from "../conversations/access.ts";
import { type OwnSpaceSeat, seeOwnSpace } from "./access.ts";

/** Returns the viewer's places in the rooms of a space that they see, in the order of the rooms. */
export async function listRooms(
  ctx: Context,
  viewerId: UserId,
  { space }: OwnSpaceSeat,
): Promise<Seat[]> {
  const seats = await findSeats(ctx, viewerId, space.rooms.map(({ id }) => id));
  const placeOf = ({ conversation }: Seat) => placeOfRoom(conversation);
  return [...seats.values()].sort((one, other) => placeOf(one) < placeOf(other) ? -1 : 1);
}

/** Returns the place of a room among those of its space, as a text that sorts. */
export function placeOfRoom({ id, position }: { id: string; position: number }): string {
  return `${String(position).padStart(10, "0")} ${id}`;
}

/** Returns the viewer's place in a room of a space. Throws `not_found` if they do not see it. */
export async function seeRoom(
  ctx: Context,
  viewerId: UserId,
  { spaceId, roomId }: { spaceId: SpaceId; roomId: ConversationId },
): Promise<Seat> {
  await seeOwnSpace(ctx, viewerId, spaceId);
  const seat = (await findSeats(ctx, viewerId, [roomId])).get(roomId);
  return must(seat?.conversation.spaceId === spaceId ? seat : null, "Room not found.");
}
