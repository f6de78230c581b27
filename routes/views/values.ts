import { z } from "zod";

/** An id as answers carry it. */
export const idSchema = z.uuid();
/** A moment: ISO 8601, UTC, with milliseconds. */
export const timeSchema = z.iso.datetime({ precision: 3 });
/** A path with one id. */
export const idParams = z.object({ id: z.uuid() });
