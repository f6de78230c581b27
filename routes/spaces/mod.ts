import type { Api } from "../http/api.ts";

/** Spaces with their members, rooms and invitations. */
export function spacesRoutes(_api: Api): void {}
