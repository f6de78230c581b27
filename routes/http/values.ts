import { idInput, idInputOf, text } from "./fields.ts";
import { z } from "zod";

/** An id in a response. It needs no UUID version, because the id of the demo user has none. */
export const idSchema = z.guid().meta({ id: "Id" });
/** A time: ISO 8601, UTC, with milliseconds. */
export const timeSchema = z.iso.datetime({ precision: 3 }).meta({ id: "Time" });
/** The reason of a takedown, for the author only. An appeal names `actionId`. */
export const takedownSchema = z.object({ actionId: idSchema, reason: z.string() }).meta({
  id: "Takedown",
});
/** Path parameters with one id. */
export const idParams = z.object({ id: idInput });
/** A path with the id of a board. */
export const boardParams = z.object({ id: idInputOf<"board">() });
/** A path with the id of a conversation. */
export const conversationParams = z.object({ id: idInputOf<"conversation">() });
/** A path with the id of a message. */
export const messageParams = z.object({ id: idInputOf<"message">() });
/** A path with the id of a space. */
export const spaceParams = z.object({ id: idInputOf<"space">() });
/** A path with the id of a picture. */
export const mediaParams = z.object({ id: idInputOf<"media">() });
/** A path with the id of a post. */
export const postParams = z.object({ id: idInputOf<"post">() });
/** A path with the id of a session, or of an API token, which acts like one. */
export const sessionParams = z.object({ id: idInputOf<"session">() });

/** Path parameters that name a user: by id, as `@username`, or as `me`. */
export const userParams = z.object({ id: text(36) });
