import { assertEquals } from "@std/assert";
import { closeNotificationGroups } from "../../../jobs/notifications/close_notification_groups.ts";
import { startApp } from "../../helpers/app/app.ts";

const NEVER = new AbortController().signal;

Deno.test("close_notification_groups closes groups that are a day old, and no younger one", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { sql } = app.ctx;
  for (const [type, age] of [["like", "25 hours"], ["follow", "23 hours"]] as const) {
    await sql`
      insert into notifications (id, user_id, type, actors_count, is_open, created_at)
      values (${crypto.randomUUID()}, ${ada.id}, ${type}, 1, true, now() - ${age}::interval)`;
  }
  assertEquals(await closeNotificationGroups.run(app.ctx, NEVER), { closed: 1 });
  assertEquals(await closeNotificationGroups.run(app.ctx, NEVER), { closed: 0 });
  const open = await sql<{ type: string }[]>`select type from notifications where is_open`;
  assertEquals(open.map(({ type }) => type), ["follow"]);
});
