import type { Api } from "../http/api.ts";
import { commentRoutes } from "./comments.ts";
import { commentPinRoutes } from "./pins.ts";
import { commentReactionRoutes } from "./reactions.ts";

/** Comments, pins and reactions. */
export function commentsRoutes(api: Api): void {
  commentRoutes(api);
  commentPinRoutes(api);
  commentReactionRoutes(api);
}
