import { assert, assertEquals, assertFalse } from "@std/assert";
import { may, PERMISSIONS, type Role } from "../../../domain/accounts/permissions.ts";

const allowed = (role: Role) => PERMISSIONS.filter((permission) => may([role], permission));

Deno.test("users have no permission, moderators those over content and people, admins all", () => {
  assertEquals(allowed("user"), []);
  assertEquals(allowed("moderator"), [
    "reports.review",
    "content.takedown",
    "users.suspend",
    "appeals.resolve",
    "audit.read",
  ]);
  assertEquals(allowed("admin"), [...PERMISSIONS]);
});

Deno.test("several roles add up, and no role gives nothing", () => {
  assert(may(["user", "moderator"], "audit.read"));
  assertFalse(may([], "audit.read"));
});
