import { assertEquals } from "@std/assert";
import { endSuspensions } from "../../../jobs/operations/end_suspensions.ts";
import { ok } from "../../helpers/people/steps.ts";
import {
  moderationNotificationsOf,
  startModeratedApp,
  suspend,
} from "../../helpers/people/moderation.ts";

Deno.test("a suspension whose time is over ends for everybody, even if its user does not return", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const later = "2099-01-01T00:00:00.000Z";
  await suspend(mona, ada, { until: later });
  await suspend(mona, bob, { until: later });
  await suspend(mona, cora);
  await app.ctx.sql`
    update users set suspended_until = now() - interval '1 second' where id = ${ada.id}`;
  const run = () => endSuspensions.run(app.ctx, new AbortController().signal);
  assertEquals(await run(), { ended: 1, failed: 0 });
  assertEquals(await run(), { ended: 0, failed: 0 });
  ok(await mona.get("/users/@ada"), 200);
  for (const name of ["bob", "cora"]) assertEquals((await mona.get(`/users/@${name}`)).status, 404);
  const [item] = await moderationNotificationsOf(app, ada);
  assertEquals(item.preview, "Your account is no longer suspended: Its time is over");
});
