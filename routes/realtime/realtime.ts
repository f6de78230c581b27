import { z } from "zod";
import { AppError } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { text } from "../http/fields.ts";
import { admissionQuery, admit } from "./admission.ts";
import { upgrade } from "./socket.ts";
import { openStream, streamTopicsSchema } from "./sse.ts";
import { issueTicket, TICKET_SECONDS } from "./tickets.ts";

/** The routes of live events: tickets, the WebSocket and the event stream. */
export function realtimeRoutes(api: Api): void {
  api.post("/realtime/ticket", {
    summary:
      "Create a ticket that opens one socket or event stream without an Authorization header",
    response: z.object({ ticket: z.string(), expiresIn: z.int() }),
    status: 201,
    run: async ({ ctx, viewer }) => ({
      ticket: await issueTicket(ctx.redis, viewer),
      expiresIn: TICKET_SECONDS,
    }),
  });

  api.get("/ws", {
    summary: "Open a WebSocket; it lasts as long as its session, not only its access token",
    auth: "optional",
    limit: "live",
    query: admissionQuery,
    contentType: "101: text frames with JSON in both directions",
    errors: ["unauthenticated", "forbidden", "validation_failed"],
    async run({ ctx, viewer, query, http }) {
      const identity = await admit(ctx, http, viewer, query, () => {
        if (http.req.header("upgrade")?.toLowerCase() === "websocket") return;
        throw new AppError("validation_failed", "This path requires a WebSocket upgrade.");
      });
      return upgrade(ctx, identity, http.get("requestId"), http.req.raw);
    },
  });

  api.get("/events", {
    summary: "Open a stream of Server-Sent Events; Last-Event-ID resumes every topic",
    auth: "optional",
    limit: "live",
    query: admissionQuery.extend({
      topics: streamTopicsSchema,
      // Browsers cannot set the header on a stream that they open anew, as with a new ticket.
      lastEventId: text(10_000).optional(),
    }),
    contentType: "text/event-stream",
    errors: ["unauthenticated", "forbidden", "validation_failed", "invalid_cursor", "not_found"],
    async run({ ctx, viewer, query, http }) {
      const identity = await admit(ctx, http, viewer, query);
      const lastId = http.req.header("last-event-id") ?? query.lastEventId;
      return await openStream(ctx, identity, http.get("requestId"), query.topics, lastId);
    },
  });
}
