import { createHmac } from "node:crypto";
import type { Context as HonoContext } from "hono";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { CodeAsker } from "../../db/accounts/code_budgets.ts";
import { networkOf, siteOf } from "../../lib/rate_limits/network.ts";
import { addressOf } from "../http/device.ts";
import type { Env } from "../http/endpoint.ts";
import { knownDevice } from "./known_device.ts";

/** Returns the asker of a code for a signed-in user. */
export function ownerAsking(ctx: Context, http: HonoContext<Env>): CodeAsker {
  return { owner: "session", ...placeOf(ctx, http) };
}

/** Returns the asker of a code who is not signed in. An unknown account takes the same steps. */
export async function anybodyAsking(
  ctx: Context,
  http: HonoContext<Env>,
  userId: UserId | null,
): Promise<CodeAsker> {
  const device = await knownDevice(ctx, http, userId);
  return { owner: device ? "device" : null, ...placeOf(ctx, http) };
}

function placeOf(ctx: Context, http: HonoContext<Env>): Pick<CodeAsker, "network" | "site"> {
  const address = addressOf(ctx, http);
  // Hashed with our key, so that a reader of the table learns no address.
  const hash = (text: string) =>
    createHmac("sha256", ctx.keys.guesses).update(`codes ${text}`).digest("base64url");
  return { network: hash(networkOf(address)), site: hash(siteOf(address)) };
}
