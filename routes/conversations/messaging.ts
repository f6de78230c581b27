import { z } from "zod";
import { findMessagingSettings, updateMessagingSettings } from "../../db/conversations/settings.ts";
import { AUDIENCES } from "../../domain/conversations/conversations.ts";
import type { Api } from "../http/api.ts";

const settings = {
  messagesFrom: z.enum(AUDIENCES),
  groupsFrom: z.enum(AUDIENCES),
  showsPresence: z.boolean(),
  showsReceipts: z.boolean(),
};
const settingsSchema = z.object(settings).meta({ id: "MessagingSettings" });

/** The settings of messages: who may write to me or add me to groups, and what others see. */
export function messagingRoutes(api: Api): void {
  api.get("/users/me/messaging", {
    summary:
      "Get who may write to me or add me to groups, and whether I show presence and receipts",
    response: settingsSchema,
    run: ({ ctx, viewerId }) => findMessagingSettings(ctx.sql, viewerId),
  });

  api.put("/users/me/messaging", {
    summary: "Change my settings of messages; those left out stay the same",
    body: z.strictObject(settings).partial(),
    response: settingsSchema,
    run: ({ viewerId, body, write }) => write((tx) => updateMessagingSettings(tx, viewerId, body)),
  });
}
