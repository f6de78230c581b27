import type { Api } from "../http/api.ts";
import { spacePostRoutes } from "./of_space.ts";
import { postRoutes } from "./posts.ts";
import { postStateRoutes } from "./states.ts";
import { postThreadRoutes } from "./threads.ts";

export { imageRoutes } from "./images.ts";
export { ownPostRoutes } from "./own.ts";

/** Posts, their states, their replies and their versions. */
export function postsRoutes(api: Api): void {
  postRoutes(api);
  postStateRoutes(api);
  postThreadRoutes(api);
  spacePostRoutes(api);
}
