import type { Api } from "../http/api.ts";
import { feedPositionRoutes } from "./positions.ts";
import { tagFollowRoutes } from "./tag_follows.ts";

export { feedRoutes } from "./feed.ts";

/** Where a reader is in the feed, and the tags that come into it. */
export function feedControlRoutes(api: Api): void {
  feedPositionRoutes(api);
  tagFollowRoutes(api);
}
