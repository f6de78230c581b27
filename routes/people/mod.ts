import type { Api } from "../http/api.ts";
import { followRoutes } from "./follows.ts";
import { followRequestRoutes } from "./follow_requests.ts";

export { avatarRoutes } from "./avatar.ts";
export { closeFriendRoutes } from "./close_friends.ts";
export { noteRoutes } from "./notes.ts";
export { suggestionRoutes } from "./suggestions.ts";
export { userRoutes } from "./users.ts";

/** Follows and follow requests. */
export function followingRoutes(api: Api): void {
  followRoutes(api);
  followRequestRoutes(api);
}
