import type { Api } from "../http/api.ts";

/** Messages in conversations. */
export function messagesRoutes(_api: Api): void {}
