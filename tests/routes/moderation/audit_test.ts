import { assert, assertEquals, assertRejects } from "@std/assert";
import { errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { report, startModeratedApp, suspend, takeDown } from "../../helpers/people/moderation.ts";
import { send } from "../../helpers/people/person.ts";

Deno.test("the audit lists actor, action, subject, time and reason, newest first", async () => {
  await using app = await startModeratedApp();
  const { mona, max, ann } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const { reportId } = await report(bob, "posts", postId);
  ok(
    await mona.post(`/moderation/reports/${reportId}/resolve`, { action: "warn", note: "Hm" }),
    200,
  );
  const { actionId } = await takeDown(max, "posts", postId, "Spam");
  const { appealId } = ok(
    await ada.post("/moderation/appeals", { actionId, message: "No" }),
    201,
  ).data;
  ok(await ann.post(`/moderation/appeals/${appealId}/resolve`, { accept: true, note: "Yes" }), 200);
  await suspend(ann, ada, { reason: "Enough" });
  const entries = await walkList(mona, "/moderation/audit", "entries", 2);
  const rows = entries.map((entry) => [
    entry.actor.username,
    entry.action,
    entry.subject.id === postId ? "post" : "ada",
    entry.reason,
    entry.reportId === reportId,
    entry.appealId === appealId,
  ]);
  assertEquals(rows, [
    ["ann", "user.suspend", "ada", "Enough", false, false],
    ["ann", "post.restore", "post", "Yes", false, true],
    ["ann", "appeal.accept", "post", "Yes", false, true],
    ["max", "post.takedown", "post", "Spam", false, false],
    ["mona", "user.warn", "ada", "Hm", true, false],
  ]);
  for (const { userId, createdAt } of entries) {
    assertEquals(userId, ada.id);
    assert(Math.abs(Date.parse(createdAt) - Date.now()) < 60_000);
  }
  const filters = {
    [`actorId=${ann.id}`]: 3,
    "action=post.takedown": 1,
    "subjectType=user": 2,
    [`subjectId=${postId}`]: 3,
    [`userId=${ada.id}`]: 5,
    [`userId=${bob.id}`]: 0,
    [`to=${entries[3].createdAt}`]: 1,
    [`from=${entries[0].createdAt}`]: 1,
  };
  for (const [filter, count] of Object.entries(filters)) {
    const found = await walkList(ann, `/moderation/audit?${filter}`, "entries");
    assertEquals(found.length, count, filter);
  }
});

Deno.test("nobody can change or delete an entry of the audit, not even the program", async () => {
  await using app = await startModeratedApp();
  const [ada] = await app.people("ada");
  await suspend(app.mona, ada);
  const { sql } = app.ctx;
  await assertRejects(() => sql`update moderation_actions set reason = 'other'`);
  await assertRejects(() => sql`delete from moderation_actions`);
  await assertRejects(() => sql`truncate moderation_actions cascade`);
  await sql`delete from users where id = ${ada.id}`;
  const [entry] = ok(await app.mona.get("/moderation/audit"), 200).data.entries;
  assertEquals([entry.action, entry.userId], ["user.suspend", ada.id]);
});

Deno.test("the audit is for moderators, and refuses wrong requests", async () => {
  await using app = await startModeratedApp();
  const [ada] = await app.people("ada");
  assertEquals(errorCode(await ada.get("/moderation/audit"), 403), "forbidden");
  const anyone = await send(app.fetch, "GET", "/api/v1/moderation/audit");
  assertEquals(errorCode(anyone, 401), "unauthenticated");
  for (const query of ["action=post.erase", "actorId=ada", "from=monday"]) {
    const answer = await app.mona.get(`/moderation/audit?${query}`);
    assertEquals(errorCode(answer, 400), "validation_failed");
  }
  const cursor = await app.mona.get("/moderation/audit?cursor=bm9uc2Vuc2U");
  assertEquals(errorCode(cursor, 400), "invalid_cursor");
});
