import type { Permission, Role } from "./permissions.ts";

/** The scopes that a personal API token may have. */
export const SCOPES = ["read", "write", "staff"] as const;
/** One of {@link SCOPES}: reading, changing, and all that the user's roles permit beyond that. */
export type Scope = (typeof SCOPES)[number];

/** The properties of a route that decide which scopes it needs. */
export interface ScopedRoute {
  method: string;
  /** The pattern of its path, below the base path. */
  path: string;
  permission?: Permission | undefined;
}

// A token's holder must not be able to prolong it, to widen it or to take the account over.
const SESSIONS_ALONE = [
  /^\w+ \/auth\/(?!me$)/,
  /^\w+ \/security(\/|$)/,
  /^\w+ \/realtime\/ticket$/,
  /^\w+ \/users\/me\/export(\/|$)/,
  /^delete \/users\/me$/,
];
const PERMISSIONS_OF_SESSIONS: readonly Permission[] = ["roles.change", "tokens.issue"];
// Clients also send data over the socket, so it needs `write` beside `read`.
const SOCKET = "/ws";

/** Returns all scopes that a token needs for a route, or null if only a session may use it. */
export function scopesFor({ method, path, permission }: ScopedRoute): readonly Scope[] | null {
  if (SESSIONS_ALONE.some((pattern) => pattern.test(`${method} ${path}`))) return null;
  if (permission && PERMISSIONS_OF_SESSIONS.includes(permission)) return null;
  const scopes: Scope[] = method === "get" ? ["read"] : ["write"];
  if (path === SOCKET) scopes.push("write");
  if (permission) scopes.push("staff");
  return scopes;
}

/**
 * Returns the roles that an API token may use. Without the scope `staff`, no role permits anything.
 */
export function rolesWithin(scopes: readonly Scope[], roles: readonly Role[]): readonly Role[] {
  return scopes.includes("staff") ? roles : roles.filter((role) => role === "user");
}

/** Whether a route may be used. Sessions have no list of scopes (null) and may use all routes. */
export function hasScopes(
  given: readonly Scope[] | null,
  needed: readonly Scope[] | null,
): boolean {
  return given === null || needed !== null && needed.every((scope) => given.includes(scope));
}
