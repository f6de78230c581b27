import type { Api } from "../http/api.ts";
import { grantRoutes } from "./grants.ts";
import { shareLinkRoutes } from "./share_links.ts";

export { sharePageRoutes } from "./share_page.ts";

/** Who else sees a post: named people, and those who have a link. */
export function sharingRoutes(api: Api): void {
  grantRoutes(api);
  shareLinkRoutes(api);
}
