import type { History, Role } from "../../domain/conversations/conversations.ts";
import { isAtLeast } from "../../domain/conversations/conversations.ts";
import { ROOM_POSITION_MAX, ROOMS_PER_SPACE_MAX } from "../../domain/conversations/limits.ts";
import { type ConversationId, newId, type SpaceId, type UserId } from "../../domain/ids.ts";
import { AppError, must } from "../../lib/errors.ts";
import { one, type Sql, violates } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { lockOwnSpace, type OwnSpace } from "./lock.ts";

/** The fields of a room that the staff of its space set. */
export interface NewRoom {
  name: string;
  topic: string | null;
  viewRole: Role;
  postRole: Role;
  history: History;
  /** Its place among the rooms. Rooms with the same place are in the order of their creation. */
  position?: number | undefined;
}

/** A room and its space. */
export interface RoomOfSpace {
  spaceId: SpaceId;
  roomId: ConversationId;
}

/** Creates a room in a space, by default behind the others. Returns the space and the room. */
export async function insertRoom(
  { sql, record }: Tx,
  viewerId: UserId,
  spaceId: SpaceId,
  room: NewRoom,
): Promise<{ space: OwnSpace; roomId: ConversationId }> {
  const space = await lockOwnSpace(sql, spaceId, viewerId, "moderator");
  requireOwnRoles(space, room);
  const { count, last } = await one(sql<{ count: number; last: number | null }[]>`
    select count(*)::int, max(position) as last from conversations
    where space_id = ${spaceId} and kind = 'room' and deleted_at is null`);
  if (count >= ROOMS_PER_SPACE_MAX) {
    throw new AppError(
      "unprocessable",
      `A space can have at most ${ROOMS_PER_SPACE_MAX} rooms. Delete one first.`,
    );
  }
  const roomId = newId<"conversation">();
  const behind = last === null ? 0 : Math.min(last + 1, ROOM_POSITION_MAX);
  const { name, topic, viewRole, postRole, history, position = behind } = room;
  await uniquely(sql`
    insert into conversations (id, kind, space_id, name, topic, view_role, post_role, history,
      position)
    values (${roomId}, 'room', ${spaceId}, ${name}, ${topic}, ${viewRole}, ${postRole}, ${history},
      ${position})`);
  record({ type: "conversation.created", conversationId: roomId, memberIds: [], spaceId });
  return { space, roomId };
}

/** A change of a room. Omitted fields stay the same. */
export type RoomChange = { [K in keyof NewRoom]?: NewRoom[K] | undefined };

/** Changes a room, for the staff of its space who see it. */
export async function updateRoom(
  { sql, record }: Tx,
  viewerId: UserId,
  room: RoomOfSpace,
  change: RoomChange,
): Promise<void> {
  const { spaceId, roomId } = room;
  requireOwnRoles(await lockRoom(sql, viewerId, room), change);
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  await uniquely(sql`
    update conversations set ${sql(Object.fromEntries(given))}, rev = rev + 1
    where id = ${roomId}`);
  record({ type: "conversation.updated", conversationId: roomId, spaceId });
}

/** Deletes a room with its messages, for the staff of its space who see it. A job erases it later. */
export async function deleteRoom(
  { sql, record }: Tx,
  viewerId: UserId,
  room: RoomOfSpace,
): Promise<void> {
  const { spaceId, roomId } = room;
  await lockRoom(sql, viewerId, room);
  await sql`
    update conversations set deleted_at = now(), rev = rev + 1 where id = ${roomId}`;
  record({ type: "conversation.deleted", conversationId: roomId, memberIds: [], spaceId });
}

/** Locks a room of a space and the space, for staff who see the room. */
async function lockRoom(
  sql: Sql,
  viewerId: UserId,
  { spaceId, roomId }: RoomOfSpace,
): Promise<OwnSpace> {
  const space = await lockOwnSpace(sql, spaceId, viewerId, "moderator");
  const [room] = await sql<{ viewRole: Role }[]>`
    select view_role from conversations
    where id = ${roomId} and space_id = ${spaceId} and kind = 'room' and deleted_at is null
    for no key update`;
  const isSeen = room !== undefined && isAtLeast(space.role, room.viewRole);
  must(isSeen ? room : null, "Room not found.");
  return space;
}

/** Nobody makes a room that they would not see, or into which they could not write. */
function requireOwnRoles({ role }: OwnSpace, { viewRole, postRole }: RoomChange): void {
  const isOwn = (needed: Role | undefined) => needed === undefined || isAtLeast(role, needed);
  if (isOwn(viewRole) && isOwn(postRole)) return;
  throw new AppError("forbidden", "You can only require a role that you have yourself.", {
    details: { reason: "role" },
  });
}

async function uniquely(writing: PromiseLike<unknown>): Promise<void> {
  try {
    await writing;
  } catch (cause) {
    if (!violates(cause, "conversations_room_name")) throw cause;
    throw new AppError("conflict", "Another room of this space has this name.", {
      details: { field: "name" },
      cause,
    });
  }
}
