import { z } from "zod";
import type { Presence } from "../../domain/presence/presence.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** Whether somebody is online, and when they were last. */
export const presenceSchema = z.object({
  userId: idSchema,
  online: z.boolean(),
  lastSeenAt: timeSchema.nullable().describe("To the minute."),
}).meta({ id: "Presence" });

/** See {@link presenceSchema}. */
export type PresenceView = z.input<typeof presenceSchema>;

/** Returns the presence of a person as those see it to whom they show it. */
export function presenceView({ userId, isOnline, lastSeenAt }: Presence): PresenceView {
  return {
    userId,
    online: isOnline,
    lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt).toISOString(),
  };
}
