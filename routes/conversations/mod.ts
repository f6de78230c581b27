import type { Api } from "../http/api.ts";
import { conversationRoutes } from "./conversations.ts";
import { groupRoutes } from "./groups.ts";
import { messagingRoutes } from "./messaging.ts";
import { ownSettingsRoutes } from "./settings.ts";

/** Conversations: DMs, groups and who is in them. */
export function conversationsRoutes(api: Api): void {
  messagingRoutes(api);
  conversationRoutes(api);
  ownSettingsRoutes(api);
  groupRoutes(api);
}
