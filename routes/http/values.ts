import { idInput, text } from "./fields.ts";
import { z } from "zod";

/** An id as answers carry it. The demo user's has no UUID version, so it need not have one. */
export const idSchema = z.guid();
/** A moment: ISO 8601, UTC, with milliseconds. */
export const timeSchema = z.iso.datetime({ precision: 3 });
/** Why moderators took something down: for its author alone. An appeal names `actionId`. */
export const takedownSchema = z.object({ actionId: idSchema, reason: z.string() });
/** A path with one id. */
export const idParams = z.object({ id: idInput });

/** A path that names a user: by id, as `@username`, or as `me`. */
export const userParams = z.object({ id: text(36) });
