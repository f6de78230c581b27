import type { Api } from "../http/api.ts";
import { historyRoutes } from "./history.ts";
import { messageRoutes } from "./messages.ts";

/** Messages in conversations. */
export function messagesRoutes(api: Api): void {
  messageRoutes(api);
  historyRoutes(api);
}
