import type postgres from "postgres";

/** The address of Postgres: a URL, or options for an embedded server. */
export type DatabaseAddress = string | postgres.Options<Record<never, never>>;

/**
 * Takes `pgbouncer=true` out of a URL: it announces a pooler in transaction mode, which accepts no
 * settings and forgets those of a session. Prepared statements are then off, as older poolers
 * forget them too, unless the URL has `prepare=true`.
 */
export function targetOf(
  address: DatabaseAddress,
): { target: DatabaseAddress; isPooled: boolean } {
  if (typeof address !== "string") return { target: address, isPooled: false };
  const [server, query] = address.split("?");
  if (query === undefined) return { target: address, isPooled: false };
  const parameters = new URLSearchParams(query);
  const isPooled = parameters.get("pgbouncer") === "true";
  parameters.delete("pgbouncer");
  if (isPooled && !parameters.has("prepare")) parameters.set("prepare", "false");
  return { target: `${server}?${parameters}`, isPooled };
}
