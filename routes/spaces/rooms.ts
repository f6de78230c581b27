import { z } from "zod";
import { deleteRoom, insertRoom, updateRoom } from "../../db/spaces/rooms.ts";
import { HISTORIES, ROLES } from "../../domain/conversations/conversations.ts";
import {
  CONVERSATION_NAME_LENGTH_MAX,
  CONVERSATION_TOPIC_LENGTH_MAX,
  ROOM_POSITION_MAX,
} from "../../domain/conversations/limits.ts";
import { seeOwnSpace } from "../../reads/spaces/access.ts";
import { listRooms, placeOfRoom, seeRoom } from "../../reads/spaces/rooms.ts";
import type { Api } from "../http/api.ts";
import { idInputOf, nameText, trimmedText } from "../http/fields.ts";
import { spaceParams } from "../http/values.ts";
import { newRoomView, roomSchema, roomView, roomViews } from "./room_view.ts";

const fields = {
  name: nameText(CONVERSATION_NAME_LENGTH_MAX, 1),
  topic: trimmedText(CONVERSATION_TOPIC_LENGTH_MAX).nullable().transform((given) => given || null),
  viewRole: z.enum(ROLES),
  postRole: z.enum(ROLES),
  history: z.enum(HISTORIES),
  position: z.int().min(0).max(ROOM_POSITION_MAX),
};
const newRoom = z.strictObject({
  ...fields,
  topic: fields.topic.default(null),
  viewRole: fields.viewRole.default("member"),
  postRole: fields.postRole.default("member"),
  history: fields.history.default("all"),
  position: fields.position.optional(),
});
const roomChange = z.strictObject(fields).partial();
const roomParams = spaceParams.extend({ roomId: idInputOf<"conversation">() });

/** Rooms: the conversations of a space, for all of its members or for some roles. */
export function spaceRoomRoutes(api: Api): void {
  api.post("/spaces/:id/rooms", {
    summary: "Create a room in a space, as its owner or a moderator",
    params: spaceParams,
    body: newRoom,
    response: roomSchema,
    status: 201,
    errors: ["conflict", "forbidden", "not_found", "unprocessable"],
    run: ({ ctx, viewerId, params: { id: spaceId }, body, write }) =>
      write(async (tx) => {
        const made = await insertRoom(tx, viewerId, spaceId, body);
        return await newRoomView(ctx, tx.sql, made);
      }),
  });

  api.list("/spaces/:id/rooms", {
    summary: "List the rooms of my space that I see, in their order",
    params: spaceParams,
    name: "rooms",
    item: roomSchema,
    errors: ["forbidden", "not_found"],
    of: ({ ctx, viewerId, params }) => seeOwnSpace(ctx, viewerId, params.id),
    scope: ({ params, viewerId }) => `rooms of ${params.id} for ${viewerId}`,
    async find({ ctx, viewerId, of }, after, limit) {
      const all = await listRooms(ctx, viewerId, of);
      const left = all.filter(({ conversation }) => placeOfRoom(conversation) > (after ?? ""));
      const items = left.slice(0, limit);
      const last = items.at(-1);
      return { items, next: last && left.length > limit ? placeOfRoom(last.conversation) : null };
    },
    view: (seats, { ctx }) => roomViews(ctx, seats),
  });

  for (const method of ["patch", "put"] as const) {
    api[method]("/spaces/:id/rooms/:roomId", {
      summary: "Update a room of a space, as its owner or a moderator",
      params: roomParams,
      body: roomChange,
      response: roomSchema,
      errors: ["conflict", "forbidden", "not_found"],
      async run({ ctx, viewerId, params: { id: spaceId, roomId }, body, write }) {
        await write((tx) => updateRoom(tx, viewerId, { spaceId, roomId }, body));
        return await roomView(ctx, await seeRoom(ctx, viewerId, { spaceId, roomId }));
      },
    });
  }

  api.delete("/spaces/:id/rooms/:roomId", {
    summary: "Delete a room of a space with its messages, as its owner or a moderator",
    params: roomParams,
    errors: ["forbidden", "not_found"],
    run: ({ viewerId, params: { id: spaceId, roomId }, write }) =>
      write((tx) => deleteRoom(tx, viewerId, { spaceId, roomId })),
  });
}
