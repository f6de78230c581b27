import type { Context as HonoContext } from "hono";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { listEarlierSessions } from "../../db/accounts/known_devices.ts";
import { DEVICE_KNOWN_DAYS } from "../../domain/limits.ts";
import { networkOf } from "../../lib/rate_limits/network.ts";
import { deviceOf } from "../http/device.ts";
import type { Env } from "../http/endpoint.ts";

const DEVICE_TOKEN_LENGTH_MAX = 200;

/** A device on which an account was used. */
export interface KnownDevice {
  id: string;
  /** Whether it has shown a refresh token of the account. */
  isProven: boolean;
}

/**
 * Returns the device of the request if the account knows it, by a refresh token or by its user
 * agent and network.
 */
export async function knownDevice(
  ctx: Context,
  http: HonoContext<Env>,
  userId: UserId | null,
): Promise<KnownDevice | null> {
  const { ip, userAgent } = deviceOf(ctx, http);
  const network = networkOf(ip);
  const shown = http.req.header("x-device-token") ?? "";
  const refreshToken = shown.slice(0, DEVICE_TOKEN_LENGTH_MAX);
  const device = { userAgent, refreshToken };
  const sessions = await listEarlierSessions(ctx.sql, userId, device, DEVICE_KNOWN_DAYS);
  const proven = sessions.find(({ isProven }) => isProven);
  if (proven) return { id: proven.sessionId, isProven: true };
  const isNear = sessions.some((session) => networkOf(session.ip) === network);
  return isNear ? { id: `${network} ${userAgent}`, isProven: false } : null;
}
