import type { Api } from "../http/api.ts";
import { likeRoutes } from "./likes.ts";
import { repostRoutes } from "./reposts.ts";

export { saveRoutes } from "./saves.ts";

/** Likes and reposts. */
export function reactionRoutes(api: Api): void {
  likeRoutes(api);
  repostRoutes(api);
}
