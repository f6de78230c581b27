import type { Api } from "../http/api.ts";
import { adminPeopleRoutes } from "./people.ts";
import { adminOverviewRoutes } from "./overview.ts";
import { invariantRoutes } from "./invariants.ts";

/** What the staff of the service sees and changes. */
export function adminRoutes(api: Api): void {
  adminPeopleRoutes(api);
  adminOverviewRoutes(api);
  invariantRoutes(api);
}
