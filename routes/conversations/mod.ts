import type { Api } from "../http/api.ts";
import { conversationRoutes } from "./conversations.ts";
import { groupRoutes } from "./groups.ts";
import { conversationListRoutes } from "./list.ts";
import { messagingRoutes } from "./messaging.ts";
import { readRoutes } from "./reads.ts";
import { ownSettingsRoutes } from "./settings.ts";
import { unreadRoutes } from "./unread.ts";

/** Conversations: DMs, groups and who is in them. */
export function conversationsRoutes(api: Api): void {
  messagingRoutes(api);
  conversationListRoutes(api);
  // Before the paths with an id.
  unreadRoutes(api);
  conversationRoutes(api);
  readRoutes(api);
  ownSettingsRoutes(api);
  groupRoutes(api);
}
