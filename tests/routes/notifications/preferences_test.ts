import { assert, assertEquals, assertFalse } from "@std/assert";
import { mailNotifications } from "../../../jobs/notifications/mail_notifications.ts";
import { sendMails } from "../../../jobs/mod.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { errorCode, follow, ok, publish } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";

const PATH = "/notifications/preferences";
const NEVER = new AbortController().signal;

const typesOf = async (person: Person) =>
  ok(await person.get("/notifications"), 200).data.notifications
    .map((one: { type: string }) => one.type);

/** Returns the subjects of all mails about notifications so far. */
async function mailTo(app: TestApp, person: Person): Promise<string[]> {
  await mailNotifications.run(app.ctx, NEVER);
  await sendMails.run(app.ctx, NEVER);
  return app.ctx.mailer.kept()!
    .filter(({ to, subject }) => to === `${person.name}@example.com` && /notif/.test(subject))
    .map(({ subject }) => subject);
}

const confirm = (app: TestApp, person: Person) =>
  app.ctx.sql`update users set email_verified_at = now() where id = ${person.id}`;

Deno.test("by default everybody gets all notifications in the app, and none by mail", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { types, quietHours } = ok(await ada.get(PATH), 200).data;
  for (const choice of Object.values(types)) {
    assertEquals(choice, { inApp: true, push: true, email: false });
  }
  assertEquals(quietHours, null);
});

Deno.test("a changed preference is stored, and the others keep their defaults", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const quietHours = { from: "22:00", until: "07:30", timeZone: "Europe/Berlin" };
  const chosen = ok(await ada.put(PATH, { types: { like: { inApp: false } }, quietHours }), 200);
  assertEquals(chosen.data.types.like, { inApp: false, push: true, email: false });
  assertEquals(chosen.data.types.follow, { inApp: true, push: true, email: false });
  assertEquals(chosen.data.quietHours, quietHours);
  assertEquals(ok(await ada.get(PATH), 200).data, chosen.data);
  ok(await ada.put(PATH, {}), 200);
  assertEquals(ok(await ada.get(PATH), 200).data.quietHours, null);
});

Deno.test("a person gets no notifications of types that they switched off, and all others", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const unwanted = { inApp: false };
  ok(await ada.put(PATH, { types: { like: unwanted, comment: unwanted } }), 200);
  const { postId } = await publish(app, ada);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  ok(await bob.post(`/posts/${postId}/comments`, { content: "Hello" }), 201);
  await follow(app, bob, ada);
  assertEquals(await typesOf(ada), ["follow"]);
  assertEquals(ok(await ada.get("/notifications/unread-count"), 200).data.unreadCount, 1);
  ok(await ada.put(PATH, {}), 200);
  ok(await bob.post(`/posts/${postId}/comments`, { content: "Hello again" }), 201);
  await app.settled();
  assertEquals(await typesOf(ada), ["comment", "follow"]);
});

Deno.test("undoing a like without a notification retracts nothing", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  ok(await ada.put(PATH, { types: { like: { inApp: false } } }), 200);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  ok(await ada.put(PATH, {}), 200);
  ok(await cora.post(`/posts/${postId}/like`), 200);
  ok(await bob.delete(`/posts/${postId}/like`), 200);
  await app.settled();
  const [item] = ok(await ada.get("/notifications"), 200).data.notifications;
  assertEquals([item.type, item.actorsCount, item.actors[0].username], ["like", 1, "cora"]);
});

Deno.test("a person who wants mail gets one about all new notifications, once, without anybody's texts", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await confirm(app, ada);
  const mailed = { email: true };
  ok(await ada.put(PATH, { types: { follow: mailed, comment: mailed } }), 200);
  const { postId } = await publish(app, ada);
  ok(await bob.post(`/posts/${postId}/comments`, { content: "secret words" }), 201);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  ok(await bob.post("/users/@ada/follow"), 200);
  await app.ctx.relay.idle();
  assertEquals(await mailTo(app, ada), ["Tintype: 2 new notifications"]);
  const mail = app.ctx.mailer.kept()!.find(({ subject }) => /notif/.test(subject));
  assertFalse(/secret|bob/.test(mail!.text), mail!.text);
  assert(mail!.text.includes("- comment: 1") && mail!.text.includes("- follow: 1"), mail!.text);
  assertEquals(await mailTo(app, ada), ["Tintype: 2 new notifications"]);
});

Deno.test("no mail is sent about read notifications, to an unconfirmed address, or in quiet hours", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const [hours] = await app.ctx.sql<{ from: string; until: string }[]>`
    select to_char(now() at time zone 'Asia/Tokyo' - interval '1 hour', 'HH24:MI') as from,
      to_char(now() at time zone 'Asia/Tokyo' + interval '1 hour', 'HH24:MI') as until`;
  const quietHours = { ...hours!, timeZone: "Asia/Tokyo" };
  const types = { follow: { email: true } };
  ok(await ada.put(PATH, { types, quietHours }), 200);
  await follow(app, bob, ada);
  assertEquals(await mailTo(app, ada), []);
  await confirm(app, ada);
  assertEquals(await mailTo(app, ada), []);
  ok(await ada.post("/notifications/read-all"), 204);
  ok(await ada.put(PATH, { types }), 200);
  assertEquals(await mailTo(app, ada), []);
  ok(await bob.delete("/users/@ada/follow"), 200);
  await app.settled();
  await follow(app, bob, ada);
  assertEquals(await mailTo(app, ada), ["Tintype: 1 new notification"]);
});

Deno.test("invalid preferences are refused", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const hours = (change: object) => ({ quietHours: { from: "22:00", until: "07:00", ...change } });
  const bodies = [
    { types: { weather: { inApp: true } } },
    { types: { like: { fax: true } } },
    { types: { like: { inApp: "no" } } },
    { types: { moderation: { inApp: false } } },
    hours({ from: "24:00" }),
    hours({ until: "7:00" }),
    ...["Moon/Base", "+05:30", "UTC+3", "SystemV/AST4", "localtime", "", `A${"a".repeat(64)}`]
      .map((timeZone) => hours({ timeZone })),
    ...["AET", "IST", "BST", "CST", "PST", "ist"].map((timeZone) => hours({ timeZone })),
    { unknown: 1 },
  ];
  for (const body of bodies) {
    const refused = await ada.put(PATH, body);
    assertEquals(errorCode(refused, 400), "validation_failed", JSON.stringify(body));
  }
  for (const method of ["GET", "PUT"]) {
    const body = method === "PUT" ? {} : undefined;
    const anonymous = await send(app.fetch, method, `/api/v1${PATH}`, body);
    assertEquals(errorCode(anonymous, 401), "unauthenticated");
  }
});
