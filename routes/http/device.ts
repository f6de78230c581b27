import type { Context as HonoContext } from "hono";
import type { Context } from "../../context/mod.ts";
import type { Device } from "../../db/accounts/sessions.ts";
import type { Env } from "./endpoint.ts";

const USER_AGENT_LENGTH_MAX = 300;
const ADDRESS_LENGTH_MAX = 64;

/** Returns the device of a request, in the form that sessions store. */
export function deviceOf(ctx: Context, http: HonoContext<Env>): Device {
  const userAgent = http.req.header("user-agent") ?? "";
  return { ip: addressOf(ctx, http), userAgent: userAgent.slice(0, USER_AGENT_LENGTH_MAX) };
}

/** Returns the client's address. It trusts a header only if the operator names one of a proxy. */
export function addressOf(ctx: Context, http: HonoContext<Env>): string {
  const trusted = ctx.config.TRUSTED_PROXY_HEADER;
  // The proxy adds the last entry; the client may have made up the others.
  const forwarded = trusted ? http.req.header(trusted)?.split(",").at(-1)?.trim() : undefined;
  if (forwarded) return forwarded.slice(0, ADDRESS_LENGTH_MAX);
  const connection = http.env as Partial<Deno.ServeHandlerInfo> | undefined;
  const remote = connection?.remoteAddr;
  return remote && "hostname" in remote ? remote.hostname : "unknown";
}
