import { assertEquals } from "@std/assert";
import { jobs } from "../../../jobs/mod.ts";
import { runJob } from "../../../jobs/runtime/run.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { makeDm } from "../../helpers/conversations/talk.ts";
import { PASSWORD, Person, send } from "../../helpers/people/person.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Runs something a day later, by the clock of the program and by the rows of the database. */
async function aDayLater(app: TestApp, run: () => Promise<void>): Promise<void> {
  const { sql } = app.ctx;
  await sql`
    update messages set created_at = created_at - interval '25 hours',
      deleted_at = deleted_at - interval '25 hours'`;
  await sql`update idempotency_keys set created_at = created_at - interval '25 hours'`;
  const { now } = Date;
  Date.now = () => now() + DAY_MS + 60 * 60 * 1000;
  try {
    await run();
  } finally {
    Date.now = now;
  }
}

Deno.test("a message that was deleted is not sent again a day later, after all clean-ups (complaint 2)", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  const path = `/conversations/${id}/messages`;
  const message = { clientId: "the one", body: "Only once" };
  const key = { "idempotency-key": crypto.randomUUID() };
  const sent = ok(await ada.send("POST", path, message, key), 201).data;
  ok(await ada.delete(`/messages/${sent.messageId}`), 204);
  await app.settled();
  await aDayLater(app, async () => {
    for (const job of jobs) await runJob(app.ctx, job, new AbortController().signal);
    app.ctx.cache.clear();
    const login = { username: "ada", password: PASSWORD };
    const { data } = ok(await send(app.fetch, "POST", "/api/v1/auth/login", login), 200);
    const later = new Person(app.fetch, "ada", ada.id, data.accessToken, data.refreshToken);
    for (const headers of [{}, key]) {
      const again = ok(await later.send("POST", path, message, headers), 201).data;
      assertEquals([again.messageId, again.seq], [sent.messageId, sent.seq]);
      assertEquals([again.isDeleted, again.body], [true, null]);
    }
    const other = await later.post(path, { ...message, body: "Another" });
    assertEquals(errorCode(other, 422), "idempotency_key_reused");
  });
  const rows = await app.ctx.sql`select seq from messages`;
  assertEquals([...rows], [{ seq: 1 }]);
});
