import type { Context as HonoContext } from "hono";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { networkOf } from "../../lib/rate_limits/network.ts";
import type { PasswordTurn } from "../../lib/security/passwords.ts";
import type { Env } from "../http/endpoint.ts";
import { addressOf } from "../http/device.ts";
import type { AttemptTarget } from "./attempts.ts";
import type { KnownDevice } from "./known_device.ts";

/** Returns the turn of a sign-in. Networks take turns, because anybody can make up names. */
export function signInTurn(
  ctx: Context,
  http: HonoContext<Env>,
  { name, userId }: AttemptTarget,
  device: KnownDevice | null,
): PasswordTurn {
  if (device !== null) return deviceTurn(userId, device);
  return { door: "sign_in", asker: networkOf(addressOf(ctx, http)), part: name ?? undefined };
}

/**
 * Returns the turn of another request. Networks take turns, because one person can have many
 * accounts.
 */
export function passwordTurn(
  ctx: Context,
  http: HonoContext<Env>,
  userId: UserId | null = null,
  device: KnownDevice | null = null,
): PasswordTurn {
  if (device !== null) return deviceTurn(userId, device);
  return { door: "other", asker: networkOf(addressOf(ctx, http)), part: userId ?? undefined };
}

/**
 * Returns the turn of a known device. It waits only for its own requests, not for its network's.
 */
function deviceTurn(userId: UserId | null, device: KnownDevice): PasswordTurn {
  return { door: "known_device", asker: `${userId} ${device.id}` };
}
