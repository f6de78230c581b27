import type { Context as HonoContext } from "hono";
import type { Context } from "../../context.ts";
import { AppError } from "../../lib/errors.ts";
import type { Env } from "../api.ts";

/** Who asks: a user in one of their sessions. */
export interface Identity {
  userId: string;
  sessionId: string;
  /** When the access token ends, in milliseconds since 1970. */
  expiresAt: number;
}

/** Who sent the request, by its bearer token. A bad token is refused also where none is needed. */
export async function identify(
  ctx: Context,
  http: HonoContext<Env>,
  auth: "required" | "optional" | "none",
): Promise<Identity | null> {
  if (auth === "none") return null;
  const header = http.req.header("authorization");
  if (header === undefined) {
    if (auth === "optional") return null;
    throw new AppError("unauthenticated", "Sign in first: send an access token");
  }
  const match = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header);
  if (!match) throw new AppError("unauthenticated", "The Authorization header is not a token");
  return await ctx.authenticate(match[1]!);
}
