import type { Context as HonoContext } from "hono";
import type { Context } from "../../context/mod.ts";
import type { Device } from "../../db/accounts/sessions.ts";
import type { Env } from "./endpoint.ts";

const USER_AGENT_LENGTH_MAX = 300;
const ADDRESS_LENGTH_MAX = 64;

/** The device that a request comes from, as sessions keep it. */
export function deviceOf(ctx: Context, http: HonoContext<Env>): Device {
  const userAgent = http.req.header("user-agent") ?? "";
  return { ip: addressOf(ctx, http), userAgent: userAgent.slice(0, USER_AGENT_LENGTH_MAX) };
}

/** The address of the other end; a header is believed only where the operator says that a proxy sets it. */
export function addressOf(ctx: Context, http: HonoContext<Env>): string {
  const trusted = ctx.config.TRUSTED_PROXY_HEADER;
  // Earlier entries were written by whoever sent the request to the proxy.
  const forwarded = trusted ? http.req.header(trusted)?.split(",").at(-1)?.trim() : undefined;
  if (forwarded) return forwarded.slice(0, ADDRESS_LENGTH_MAX);
  const connection = http.env as Partial<Deno.ServeHandlerInfo> | undefined;
  const remote = connection?.remoteAddr;
  return remote && "hostname" in remote ? remote.hostname : "unknown";
}
