import type { Api } from "../http/api.ts";
import { preferenceRoutes } from "./preferences.ts";
import { notificationRoutes } from "./notifications.ts";

/** Notifications, and which of them somebody wants. */
export function notificationsRoutes(api: Api): void {
  preferenceRoutes(api);
  notificationRoutes(api);
}
