import { assert, assertEquals, assertFalse } from "@std/assert";
import { hasScopes, rolesWithin, scopesFor } from "../../../domain/accounts/scopes.ts";

Deno.test("reading needs read, changing needs write, and routes with a permission need staff too", () => {
  assertEquals(scopesFor({ method: "get", path: "/feed" }), ["read"]);
  assertEquals(scopesFor({ method: "post", path: "/posts" }), ["write"]);
  assertEquals(scopesFor({ method: "get", path: "/ws" }), ["read", "write"]);
  const stats = { method: "get", path: "/admin/stats", permission: "stats.read" } as const;
  assertEquals(scopesFor(stats), ["read", "staff"]);
  assertEquals(scopesFor({ method: "get", path: "/auth/me" }), ["read"]);
  assertEquals(scopesFor({ method: "patch", path: "/users/:id" }), ["write"]);
});

Deno.test("signing in, deleting for good and assigning roles need a session", () => {
  const routes = [
    ["post", "/auth/token"],
    ["get", "/auth/sessions"],
    ["post", "/auth/passkeys/options"],
    ["post", "/security/password"],
    ["get", "/security/passkeys"],
    ["delete", "/security/totp"],
    ["post", "/realtime/ticket"],
    ["delete", "/users/me"],
    ["get", "/users/me/export/:id"],
  ] as const;
  for (const [method, path] of routes) assertEquals(scopesFor({ method, path }), null, path);
  for (const permission of ["roles.change", "tokens.issue"] as const) {
    assertEquals(scopesFor({ method: "get", path: "/admin/anything", permission }), null);
  }
});

Deno.test("a session may do everything, a token what its scopes allow", () => {
  assert(hasScopes(null, null) && hasScopes(null, ["staff"]));
  assert(hasScopes(["read", "staff"], ["read", "staff"]));
  assertFalse(hasScopes(["staff"], ["read", "staff"]));
  assertFalse(hasScopes(["read", "write", "staff"], null));
});

Deno.test("a token without the scope staff has no role that permits anything", () => {
  const roles = ["user", "moderator", "admin"] as const;
  assertEquals(rolesWithin(["read", "write"], roles), ["user"]);
  assertEquals(rolesWithin(["read", "staff"], roles), roles);
  assertEquals(rolesWithin(["read"], []), []);
});
