import { assert, assertEquals } from "@std/assert";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { report, startModeratedApp, statusesOf, suspend } from "../../helpers/people/moderation.ts";
import { PASSWORD, type Person, send } from "../../helpers/people/person.ts";
import type { TestApp } from "../../helpers/app/app.ts";

const LATER = "2099-01-01T00:00:00.000Z";

const signIn = (app: TestApp, username: string) =>
  send(app.fetch, "POST", "/api/v1/auth/login", { username, password: PASSWORD });

const refresh = (app: TestApp, { refreshToken }: Person) =>
  send(app.fetch, "POST", "/api/v1/auth/refresh", { refreshToken });

Deno.test("a suspended person is refused with the reason, on every way in, until it ends", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada] = await app.people("ada");
  const act = await suspend(mona, ada, { reason: "Enough", until: LATER });
  assertEquals([act.action, act.until, act.userId], ["user.suspend", LATER, ada.id]);
  const details = { reason: "Enough", until: LATER, actionId: act.actionId };
  const refused = await ada.get("/users/me");
  assertEquals(errorCode(refused, 403), "account_suspended");
  assertEquals(refused.body.error.details, details);
  for (const answer of [await ada.get("/posts/x"), await ada.post("/realtime/ticket")]) {
    assertEquals(errorCode(answer, 403), "account_suspended");
  }
  for (const answer of [await signIn(app, "ada"), await refresh(app, ada)]) {
    assertEquals(errorCode(answer, 403), "account_suspended");
    const { appealToken, ...rest } = answer.body.error.details;
    assertEquals(rest, details);
    assert(appealToken);
  }
  ok(await mona.post(`/moderation/users/${ada.id}/unsuspend`, { reason: "Better" }), 200);
  ok(await ada.get("/users/me"), 200);
  ok(await refresh(app, ada), 200);
  ok(await signIn(app, "ada"), 200);
});

Deno.test("a suspension ends when the person returns after its time, without an action", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const over = () =>
    app.ctx.sql`
      update users set suspended_until = now() - interval '1 second' where id = ${ada.id}`;
  await suspend(mona, ada, { until: LATER });
  await over();
  ok(await signIn(app, "ada"), 200);
  ok(await bob.get("/users/@ada"), 200);
  await suspend(mona, ada, { until: LATER });
  await over();
  // The cached session has the old time: another process would have the new one.
  app.ctx.cache.clear();
  ok(await ada.get("/users/me"), 200);
  const [entry] = ok(await mona.get("/moderation/audit"), 200).data.entries;
  assertEquals([entry.action, entry.actor, entry.userId], ["user.unsuspend", null, ada.id]);
});

Deno.test("only an admin suspends an admin, nobody themselves, and each only once", async () => {
  await using app = await startModeratedApp();
  const { mona, max, ann } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const path = (id: string, verb = "suspend") => `/moderation/users/${id}/${verb}`;
  assertEquals(errorCode(await mona.post(path(ann.id)), 403), "forbidden");
  assertEquals(errorCode(await mona.post(path("me")), 403), "forbidden");
  assertEquals(errorCode(await ann.post(path(ann.id)), 403), "forbidden");
  ok(await ada.post(`/users/${mona.id}/block`), 200);
  await report(bob, "users", ada.id);
  const both = await Promise.all([mona.post(path("@ada")), max.post(path("@ada"))]);
  assertEquals(statusesOf(both), [200, 409]);
  assertEquals(ok(await bob.get("/moderation/reports"), 200).data.reports[0].status, "actioned");
  const ends = [mona, max].map((one) => one.post(path("@ada", "unsuspend")));
  assertEquals(statusesOf(await Promise.all(ends)), [200, 409]);
  await suspend(ann, max);
  assertEquals(errorCode(await max.post(path(max.id, "unsuspend")), 403), "account_suspended");
  await app.ctx.sql`update users set roles = '{user,admin}' where id = ${bob.id}`;
  await suspend(ann, bob);
});

Deno.test("suspending refuses wrong requests, and people who may not do it", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob] = await app.people("ada", "bob");
  for (const verb of ["suspend", "unsuspend"]) {
    const path = `/moderation/users/${ada.id}/${verb}`;
    assertEquals(errorCode(await bob.post(path), 403), "forbidden");
    assertEquals((await send(app.fetch, "POST", `/api/v1${path}`)).status, 401);
    assertEquals((await mona.post(path, { reason: "" })).status, 400);
    assertEquals((await mona.post(path, { days: 3 })).status, 400);
    const missing = await mona.post(`/moderation/users/@nobody/${verb}`);
    assertEquals(errorCode(missing, 404), "not_found");
  }
  const past = { until: "2001-01-01T00:00:00Z" };
  const answer = await mona.post(`/moderation/users/${ada.id}/suspend`, past);
  assertEquals(errorCode(answer, 400), "validation_failed");
});
