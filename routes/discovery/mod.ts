import type { Api } from "../http/api.ts";
import { exploreRoutes } from "./explore.ts";
import { tagPageRoutes } from "./tag_pages.ts";
import { categoryRoutes } from "./categories.ts";

export { atomRoutes } from "./atom.ts";
export { browseRoutes } from "./browse.ts";

/** Popular posts, tags and categories. */
export function discoveryRoutes(api: Api): void {
  exploreRoutes(api);
  tagPageRoutes(api);
  categoryRoutes(api);
}
