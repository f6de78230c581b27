import type { Permission, Role } from "./permissions.ts";

/** What a personal API token may be for. */
export const SCOPES = ["read", "write", "staff"] as const;
/** One of {@link SCOPES}: reading, changing, and what its user's roles permit beyond that. */
export type Scope = (typeof SCOPES)[number];

/** What decides over the scopes that a route asks for. */
export interface ScopedRoute {
  method: string;
  /** The pattern, below the base path. */
  path: string;
  permission?: Permission | undefined;
}

// Whoever holds a token must not be able to make it last, to widen it or to take the account over.
const SESSIONS_ALONE = [
  /^\w+ \/auth\/(?!me$)/,
  /^\w+ \/security(\/|$)/,
  /^\w+ \/realtime\/ticket$/,
  /^\w+ \/users\/me\/export(\/|$)/,
  /^delete \/users\/me$/,
];
const PERMISSIONS_OF_SESSIONS: readonly Permission[] = ["roles.change", "tokens.issue"];
// Clients also send over it.
const SOCKET = "/ws";

/** The scopes that a token needs for a route, all of them; null where only a session will do. */
export function scopesFor({ method, path, permission }: ScopedRoute): readonly Scope[] | null {
  if (SESSIONS_ALONE.some((pattern) => pattern.test(`${method} ${path}`))) return null;
  if (permission && PERMISSIONS_OF_SESSIONS.includes(permission)) return null;
  const scopes: Scope[] = method === "get" ? ["read"] : ["write"];
  if (path === SOCKET) scopes.push("write");
  if (permission) scopes.push("staff");
  return scopes;
}

/** The roles that an API token may use: without the scope `staff`, none that permits anything. */
export function rolesWithin(scopes: readonly Scope[], roles: readonly Role[]): readonly Role[] {
  return scopes.includes("staff") ? roles : roles.filter((role) => role === "user");
}

/** Whether somebody with these scopes, or with a session, may use a route that needs those. */
export function hasScopes(
  given: readonly Scope[] | null,
  needed: readonly Scope[] | null,
): boolean {
  return given === null || needed !== null && needed.every((scope) => given.includes(scope));
}
