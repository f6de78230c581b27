import { z } from "zod";
import type { SessionId, UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { Session } from "../../db/accounts/sessions.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** The tokens of a session that has just been opened or refreshed. */
export const signedInSchema = z.object({
  userId: idSchema,
  accessToken: z.string(),
  refreshToken: z.string(),
  /** The lifetime of the access token, in seconds. */
  expiresIn: z.int(),
}).meta({ id: "SignedIn" });

/** Returns the tokens of a session that has just been opened or refreshed. */
export async function signedInView(
  ctx: Context,
  session: { userId: UserId; sessionId: SessionId; refreshToken: string },
): Promise<z.input<typeof signedInSchema>> {
  return {
    userId: session.userId,
    accessToken: await ctx.tokens.issue(session.userId, session.sessionId),
    refreshToken: session.refreshToken,
    expiresIn: ctx.tokens.lifeSeconds,
  };
}

/** A session in its user's list. */
export const sessionSchema = z.object({
  sessionId: idSchema,
  ip: z.string(),
  userAgent: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema,
  expiresAt: timeSchema,
  current: z.boolean(),
}).meta({ id: "Session" });

/** Returns a session for its user's list. `currentId` is the session of the request. */
export function sessionView(session: Session, currentId: string): z.input<typeof sessionSchema> {
  return {
    sessionId: session.id,
    ip: session.ip,
    userAgent: session.userAgent,
    createdAt: session.createdAt.toISOString(),
    lastUsedAt: session.lastUsedAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    current: session.id === currentId,
  };
}
