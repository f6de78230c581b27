import { endSession, listSessions, revokeOtherSessions } from "../../db/accounts/sessions.ts";
import type { Api } from "../http/api.ts";
import { sessionSchema, sessionView } from "./session_view.ts";
import { sessionParams } from "../http/values.ts";

/** Sessions: list the viewer's, sign out one or all others. */
export function sessionRoutes(api: Api): void {
  api.list("/auth/sessions", {
    summary: "List my sessions",
    name: "sessions",
    item: sessionSchema,
    scope: ({ viewerId }) => `sessions ${viewerId}`,
    find: ({ ctx, viewerId }, place, limit) => listSessions(ctx.sql, viewerId, place, limit),
    view: (sessions, { viewer }) =>
      sessions.map((session) => sessionView(session, viewer.sessionId)),
  });

  api.delete("/auth/sessions/:id", {
    summary: "Sign out one session",
    params: sessionParams,
    errors: ["not_found"],
    run: ({ viewerId, params, write }) => write((tx) => endSession(tx, viewerId, params.id)),
  });

  api.delete("/auth/sessions", {
    summary: "Sign out all my other sessions",
    run: ({ viewer, write }) =>
      write((tx) => revokeOtherSessions(tx, viewer.userId, viewer.sessionId)),
  });
}
