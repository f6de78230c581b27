import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { report, startModeratedApp, statusesOf } from "../../helpers/people/moderation.ts";
import { type Person, send } from "../../helpers/people/person.ts";

const resolve = (moderator: Person, reportId: string, body: unknown) =>
  moderator.post(`/moderation/reports/${reportId}/resolve`, body);

Deno.test("of two moderators who resolve a subject at once one is refused, even by two reports of it", async () => {
  await using app = await startModeratedApp();
  const { mona, max } = app;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  for (let round = 0; round < 4; round++) {
    const { postId } = await publish(app, ada);
    const one = await report(bob, "posts", postId);
    const two = round % 2 === 0 ? one : await report(cora, "posts", postId);
    const answers = await Promise.all([
      resolve(mona, one.reportId, { action: "takedown" }),
      resolve(max, two.reportId, { action: "dismiss" }),
    ]);
    assertEquals(statusesOf(answers), [200, 409]);
    const repeat = await resolve(mona, one.reportId, { action: "dismiss" });
    assertEquals(errorCode(repeat, 409), "conflict");
  }
});

Deno.test("moderators neither see nor decide reports of their own content", async () => {
  await using app = await startModeratedApp();
  const { mona, max } = app;
  const [bob] = await app.people("bob");
  const { reportId } = await report(bob, "users", mona.id);
  assertEquals(await walkList(mona, "/moderation/reports", "reports"), []);
  assertEquals((await walkList(max, "/moderation/reports", "reports")).length, 1);
  const own = await resolve(mona, reportId, { action: "dismiss" });
  assertEquals(errorCode(own, 403), "forbidden");
  ok(await resolve(max, reportId, { action: "dismiss" }), 200);
});

Deno.test("reports refuse wrong requests, and people who may not review them", async () => {
  await using app = await startModeratedApp();
  const { mona, ann } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const { reportId } = await report(bob, "users", ada.id);
  for (
    const body of [
      {},
      { action: "erase" },
      { action: "dismiss", note: "" },
      { action: "warn", until: "2099-01-01T00:00:00Z" },
      { action: "suspend", until: "2001-01-01T00:00:00Z" },
      { action: "suspend", until: "tomorrow" },
      { action: "dismiss", status: "open" },
    ]
  ) {
    assertEquals(errorCode(await resolve(mona, reportId, body), 400), "validation_failed");
  }
  const user = await resolve(mona, reportId, { action: "takedown" });
  assertEquals(errorCode(user, 422), "unprocessable");
  const missing = await resolve(mona, crypto.randomUUID(), { action: "dismiss" });
  assertEquals(errorCode(missing, 404), "not_found");
  assertEquals(errorCode(await resolve(bob, reportId, { action: "dismiss" }), 403), "forbidden");
  const anyone = { action: "dismiss" };
  const path = `/api/v1/moderation/reports/${reportId}/resolve`;
  assertEquals((await send(app.fetch, "POST", path, anyone)).status, 401);
  assertEquals((await send(app.fetch, "GET", "/api/v1/moderation/reports")).status, 401);
  assertEquals((await mona.get("/moderation/reports?status=lost")).status, 400);
  assertEquals((await mona.get("/moderation/reports?cursor=bm9uc2Vuc2U")).status, 400);
  const adminReport = await report(bob, "users", ann.id);
  const onAdmin = await resolve(mona, adminReport.reportId, { action: "suspend" });
  assertEquals(errorCode(onAdmin, 403), "forbidden");
  assertEquals(ok(await bob.get("/moderation/reports"), 200).data.reports[0].status, "open");
});

Deno.test("an erased reporter's report stays in the queue, an erased person's content does not", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await report(bob, "users", ada.id);
  await report(bob, "users", cora.id);
  const { sql } = app.ctx;
  await sql`delete from users where username in ('bob', 'cora')`;
  const rows = await sql<{ reporterId: string | null; personId: string | null }[]>`
    select reporter_id, person_id from moderation_reports`;
  assertEquals([...rows].map(({ reporterId, personId }) => [reporterId, personId]), [[
    null,
    ada.id,
  ]]);
});
