import type { Api } from "../http/api.ts";

/** Conversations: DMs, groups and who is in them. */
export function conversationsRoutes(_api: Api): void {}
