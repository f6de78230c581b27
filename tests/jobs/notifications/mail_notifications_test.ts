import { assertEquals } from "@std/assert";
import { crons, sendMails } from "../../../jobs/mod.ts";
import { mailNotifications } from "../../../jobs/notifications/mail_notifications.ts";
import { JobRunner } from "../../../jobs/runtime/runner.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { follow, ok } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

const { signal } = new AbortController();

/** Makes a mail about a new follower wait for a person. */
async function waitForMail(app: TestApp, person: Person, follower: Person): Promise<void> {
  await app.ctx.sql`update users set email_verified_at = now() where id = ${person.id}`;
  const types = { follow: { email: true } };
  ok(await person.put("/notifications/preferences", { types }), 200);
  await follow(app, follower, person);
}

const mailed = (app: TestApp) =>
  app.ctx.mailer.kept()!.filter(({ subject }) => /notif/.test(subject)).map(({ to }) => to).sort();

Deno.test("an unknown time zone delays nobody's mail, and quiet hours delay only their user's", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  for (const person of [ada, bob, cora]) await waitForMail(app, person, dan);
  await app.ctx.sql`
    update notification_preferences set time_zone = 'AET', quiet_from = '00:00', quiet_until = '00:00'
    where user_id = ${ada.id}`;
  await app.ctx.sql`
    update notification_preferences set time_zone = 'Mars/Olympus', quiet_from = '00:00',
      quiet_until = '24:00' where user_id = ${bob.id}`;
  assertEquals(await mailNotifications.run(app.ctx, signal), { told: 2, failed: 0 });
  await sendMails.run(app.ctx, signal);
  assertEquals(mailed(app), ["ada@example.com", "cora@example.com"]);
});

Deno.test("a reader whose mail cannot be written is skipped, logged and counted; the others get theirs", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  for (const person of [ada, bob]) await waitForMail(app, person, cora);
  await app.ctx.sql`alter table mails add check (recipient <> 'ada@example.com') not valid`;
  const failed: unknown[] = [];
  const error = (_: string, fields: Record<string, unknown> = {}) => void failed.push(fields.id);
  const ctx = { ...app.ctx, log: { ...app.ctx.log, error } };
  assertEquals(await mailNotifications.run(ctx, signal), { told: 1, failed: 1 });
  assertEquals(failed, [ada.id]);
  await sendMails.run(app.ctx, signal);
  assertEquals(mailed(app), ["bob@example.com"]);
});

Deno.test("waiting mail is sent while the job that writes about notifications fails", async () => {
  await using app = await startApp();
  await app.people("ada");
  await app.ctx.sql`alter table notification_preferences rename to gone`;
  await using runner = new JobRunner(app.ctx, signal);
  await runner.runAll(crons.find(({ jobs }) => jobs.includes(sendMails))!.jobs);
  assertEquals(app.ctx.mailer.kept()!.map(({ to }) => to), ["ada@example.com"]);
});
