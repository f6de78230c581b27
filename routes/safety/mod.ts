import type { Api } from "../http/api.ts";
import { blockRoutes } from "./blocks.ts";
import { muteRoutes } from "./mutes.ts";

/** Blocks and mutes. */
export function safetyRoutes(api: Api): void {
  blockRoutes(api);
  muteRoutes(api);
}
