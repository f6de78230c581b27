import type { Api } from "../http/api.ts";
import { feedPositionRoutes } from "./positions.ts";
import { tagFollowRoutes } from "./tag_follows.ts";

export { feedRoutes } from "./feed.ts";

/** Reading positions, and followed tags. */
export function feedControlRoutes(api: Api): void {
  feedPositionRoutes(api);
  tagFollowRoutes(api);
}
