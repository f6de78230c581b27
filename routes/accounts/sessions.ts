import { z } from "zod";
import { endSession, listSessions, revokeOtherSessions } from "../../db/accounts/sessions.ts";
import type { Api } from "../http/api.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { sessionSchema, sessionView } from "./session_view.ts";
import { sessionParams } from "../http/values.ts";

/** The places where the viewer is signed in. */
export function sessionRoutes(api: Api): void {
  api.get("/auth/sessions", {
    summary: "Where I am signed in",
    query: pageQuery,
    response: z.object({ sessions: z.array(sessionSchema), pagination: paginationSchema }),
    run: async ({ ctx, viewer, query }) => {
      const scope = `sessions ${viewer.userId}`;
      const place = placeOf(ctx, scope, query.cursor);
      const page = await listSessions(ctx.sql, viewer.userId, place, query.limit);
      return {
        sessions: page.items.map((session) => sessionView(session, viewer.sessionId)),
        pagination: paginationOf(ctx, scope, page.next),
      };
    },
  });

  api.delete("/auth/sessions/:id", {
    summary: "Sign out one session",
    params: sessionParams,
    errors: ["not_found"],
    run: ({ viewerId, params, write }) => write((tx) => endSession(tx, viewerId, params.id)),
  });

  api.delete("/auth/sessions", {
    summary: "Sign out everywhere else",
    run: ({ viewer, write }) =>
      write((tx) => revokeOtherSessions(tx, viewer.userId, viewer.sessionId)),
  });
}
