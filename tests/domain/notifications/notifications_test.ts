import { assertEquals } from "@std/assert";
import { isGrouped } from "../../../domain/notifications/notifications.ts";

Deno.test("isGrouped groups likes and follows, and keeps texts separate", () => {
  const types = ["like", "follow", "comment", "mention", "post_failed"] as const;
  assertEquals(types.map(isGrouped), [true, true, false, false, false]);
});
