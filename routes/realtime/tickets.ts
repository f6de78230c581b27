import { Buffer } from "node:buffer";
import type { Context } from "../../context/mod.ts";
import type { Redis } from "../../lib/redis/redis.ts";
import { AppError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import { isLive, type ListenerIdentity } from "./session_watch.ts";

/** The time in which a ticket can be used. */
export const TICKET_SECONDS = 30;
const TICKET_BYTES = 24;

// Redis stores only hashes, so that its readers cannot use the tickets.
const keyOf = (ticket: string) => `ticket:${sha256(ticket).toHex()}`;

/** Issues a ticket that opens one connection in the name of this session. */
export async function issueTicket(cache: Redis, identity: ListenerIdentity): Promise<string> {
  const bytes = crypto.getRandomValues(new Uint8Array(TICKET_BYTES));
  const ticket = Buffer.from(bytes).toString("base64url");
  const { userId, sessionId } = identity;
  await cache.set(keyOf(ticket), JSON.stringify({ userId, sessionId }), TICKET_SECONDS);
  return ticket;
}

/** Returns the identity of a ticket. The ticket is used up, even if its session has ended. */
export async function redeemTicket(ctx: Context, ticket: string): Promise<ListenerIdentity> {
  const kept = await ctx.redis.take(keyOf(ticket));
  const identity = kept === null ? null : JSON.parse(kept) as ListenerIdentity;
  if (identity === null || !await isLive(ctx, identity)) {
    throw new AppError("unauthenticated", "This ticket was used, has expired or does not exist.");
  }
  return identity;
}
