import type { Api } from "../http/api.ts";
import { preferenceRoutes } from "./preferences.ts";
import { notificationRoutes } from "./notifications.ts";

/** Notifications and their preferences. */
export function notificationsRoutes(api: Api): void {
  preferenceRoutes(api);
  notificationRoutes(api);
}
