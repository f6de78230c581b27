import { z } from "zod";
import {
  findPreferences,
  replacePreferences,
  type StoredPreferences,
} from "../../db/notifications/preferences.ts";
import { NOTIFICATION_TYPES } from "../../domain/notifications/notifications.ts";
import { choiceOf } from "../../domain/notifications/preferences.ts";
import { timeZoneNamed } from "../../domain/notifications/quiet_hours.ts";
import type { Api } from "../http/api.ts";
import { text } from "../http/fields.ts";

const time = text(5).regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Must be a time as HH:MM");
const quietHours = z.strictObject({
  from: time,
  until: time,
  timeZone: text(64).refine(
    (name) => timeZoneNamed(name) !== null,
    "Must be an IANA time zone",
  )
    .overwrite((name) => timeZoneNamed(name) ?? name).default("UTC"),
}).meta({ id: "QuietHours" });
const choice = z.strictObject({ inApp: z.boolean(), push: z.boolean(), email: z.boolean() });
const given = z.strictObject({
  types: z.partialRecord(z.enum(NOTIFICATION_TYPES), choice.partial()).default({}),
  quietHours: quietHours.nullable().default(null),
}).refine(
  ({ types }) => types.moderation?.inApp !== false,
  "Notifications of moderators cannot be turned off in the app",
);

const preferencesSchema = z.object({
  types: z.record(z.enum(NOTIFICATION_TYPES), choice),
  quietHours: quietHours.nullable(),
}).meta({ id: "NotificationPreferences" });

/** Preferences: the notifications that a user wants, and by which channels. */
export function preferenceRoutes(api: Api): void {
  api.get("/notifications/preferences", {
    summary: "Get my notification preferences, by type and channel",
    response: preferencesSchema,
    run: async ({ ctx, viewerId }) => preferencesView(await findPreferences(ctx.sql, viewerId)),
  });

  api.put("/notifications/preferences", {
    summary: "Replace my notification preferences; those left out return to their defaults",
    body: given,
    response: preferencesSchema,
    run: async ({ viewerId, body, write }) =>
      await write(async (tx) => {
        const channels = body.types as StoredPreferences["channels"];
        await replacePreferences(tx, viewerId, { channels, quietHours: body.quietHours });
        return preferencesView(await findPreferences(tx.sql, viewerId));
      }),
  });
}

function preferencesView(
  { channels, quietHours }: StoredPreferences,
): z.input<typeof preferencesSchema> {
  return { types: choiceOf(channels), quietHours };
}
