import type { Api } from "../http/api.ts";
import { spaceBanRoutes } from "./bans.ts";
import { spaceInvitationRoutes } from "./invitations.ts";
import { spaceMemberRoutes } from "./members.ts";
import { spaceRoomRoutes } from "./rooms.ts";
import { spaceRoutes } from "./spaces.ts";

/** Spaces with their members, rooms and invitations. */
export function spacesRoutes(api: Api): void {
  spaceRoutes(api);
  spaceMemberRoutes(api);
  spaceBanRoutes(api);
  spaceRoomRoutes(api);
  spaceInvitationRoutes(api);
}
