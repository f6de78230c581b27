import type { Api } from "../http/api.ts";
import { adminPeopleRoutes } from "./people.ts";
import { adminOverviewRoutes } from "./overview.ts";
import { invariantRoutes } from "./invariants.ts";

/** Routes for the staff of the service. */
export function adminRoutes(api: Api): void {
  adminPeopleRoutes(api);
  adminOverviewRoutes(api);
  invariantRoutes(api);
}
