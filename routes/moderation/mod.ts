import type { Api } from "../http/api.ts";
import { flagRoutes } from "./report.ts";
import { reportRoutes } from "./reports.ts";
import { takedownRoutes } from "./takedowns.ts";
import { suspensionRoutes } from "./suspensions.ts";
import { appealRoutes } from "./appeals.ts";
import { auditRoutes } from "./audit.ts";

/** Reports, the actions of moderators, and appeals. */
export function moderationRoutes(api: Api): void {
  flagRoutes(api);
  reportRoutes(api);
  takedownRoutes(api);
  suspensionRoutes(api);
  appealRoutes(api);
  auditRoutes(api);
}
