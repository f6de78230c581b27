import type { Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { AppError } from "../../lib/errors.ts";
import type { Env } from "../http/endpoint.ts";
import { text } from "../http/fields.ts";
import { SEEN_HEADER } from "../http/seen.ts";
import { checkOrigin } from "./origins.ts";
import type { ListenerIdentity } from "./session_watch.ts";
import { redeemTicket } from "./tickets.ts";

/** The credentials in the query of a client that cannot send an `Authorization` header. */
export const admissionQuery = z.strictObject({
  ticket: text(200).optional(),
  token: text(4096).optional(),
  /** The value of `X-Tintype-Seen`, from clients that cannot send it. */
  seen: text(100).optional(),
});

/**
 * Returns the listener's identity, by header or ticket. `checkRequest` may refuse the request
 * before a ticket is used up.
 */
export async function admit(
  ctx: Context,
  http: HonoContext<Env>,
  viewer: ListenerIdentity | null,
  query: z.infer<typeof admissionQuery>,
  checkRequest: () => void = () => {},
): Promise<ListenerIdentity> {
  checkOrigin(ctx.config, http.req.header("origin"));
  if (query.token !== undefined) {
    throw new AppError(
      "unauthenticated",
      "Do not send tokens in URLs. Send an Authorization header or a ticket.",
    );
  }
  if (viewer === null && query.ticket === undefined) {
    throw new AppError("unauthenticated", "Sign in first: send an access token or a ticket.");
  }
  checkRequest();
  ctx.sockets.requireRoom();
  const identity = viewer ?? await redeemTicket(ctx, query.ticket!);
  http.set("viewerId", identity.userId);
  await ctx.seenWrites.current(query.seen);
  ctx.seenWrites.reload(identity.userId, query.seen ?? http.req.header(SEEN_HEADER));
  return { userId: identity.userId, sessionId: identity.sessionId };
}
