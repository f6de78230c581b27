import type { Api } from "../http/api.ts";
import { grantRoutes } from "./grants.ts";
import { shareLinkRoutes } from "./share_links.ts";

export { sharePageRoutes } from "./share_page.ts";

/** Grants and share links. The share page itself is mounted at the root. */
export function sharingRoutes(api: Api): void {
  grantRoutes(api);
  shareLinkRoutes(api);
}
