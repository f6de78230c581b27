import type { Api } from "../http/api.ts";
import { messageEditRoutes } from "./edits.ts";
import { historyRoutes } from "./history.ts";
import { messageRoutes } from "./messages.ts";
import { messageReactionRoutes } from "./reactions.ts";

/** Messages in conversations. */
export function messagesRoutes(api: Api): void {
  messageRoutes(api);
  messageEditRoutes(api);
  messageReactionRoutes(api);
  historyRoutes(api);
}
