import { assertEquals } from "@std/assert";
import { isGrouped } from "../../../domain/notifications/notifications.ts";

Deno.test("isGrouped gathers likes and follows, and keeps words apart", () => {
  const types = ["like", "follow", "comment", "mention", "post_failed"] as const;
  assertEquals(types.map(isGrouped), [true, true, false, false, false]);
});
