import { assertEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import { PASSWORD, type Person, send } from "../../helpers/people/person.ts";

function suspend(app: TestApp, person: Person, isSuspended = true): Promise<void> {
  return transact(app.ctx.db, (tx) => setSuspended(tx, person.id, isSuspended));
}

function signIn(app: TestApp, username: string, password: string) {
  return send(app.fetch, "POST", "/api/v1/auth/login", { username, password });
}

function refresh(app: TestApp, refreshToken: string) {
  return send(app.fetch, "POST", "/api/v1/auth/refresh", { refreshToken });
}

Deno.test("a suspended user gets the reason after the right password, and nobody else learns it", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await suspend(app, ada);
  assertEquals(errorCode(await signIn(app, "ada", PASSWORD), 403), "account_suspended");
  const wrong = await signIn(app, "ada", "not this one");
  assertEquals(errorCode(wrong, 401), "unauthenticated");
  assertSameAnswer(await signIn(app, "nobody", "not this one"), wrong);
  assertEquals((await app.ctx.sql`select from sessions`).length, 1);
  await suspend(app, ada, false);
  ok(await signIn(app, "ada", PASSWORD), 200);
});

Deno.test("a suspended user's refresh token is not used up, and works again afterwards", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await suspend(app, ada);
  for (let round = 0; round < 2; round++) {
    assertEquals(errorCode(await refresh(app, ada.refreshToken), 403), "account_suspended");
  }
  await suspend(app, ada, false);
  ok(await refresh(app, ada.refreshToken), 200);
});

Deno.test("a refresh token that is unknown, ended or used before reveals nothing of a suspension", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const unknown = await refresh(app, "no-such-token");
  const { data } = ok(await refresh(app, ada.refreshToken), 200);
  ok(await refresh(app, data.refreshToken), 200);
  ok(await bob.post("/auth/logout"), 204);
  await suspend(app, ada);
  await suspend(app, bob);
  assertSameAnswer(await refresh(app, bob.refreshToken), unknown);
  // A copy of a used token ends the session, even that of a suspended user.
  assertSameAnswer(await refresh(app, ada.refreshToken), unknown);
  const [session] = await app.ctx.sql<{ revokedAt: Date | null }[]>`
    select revoked_at from sessions where user_id = ${ada.id}`;
  assertEquals(session!.revokedAt !== null, true);
});
