import { assertEquals, assertNotEquals } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import { ADA, call, me } from "../../helpers/people/signing_in.ts";

Deno.test("a refresh returns new tokens of the same session", async () => {
  await using app = await startApp();
  const { data: first } = ok(await call(app, "/auth/register", ADA), 201);
  const { refreshToken } = first;
  const { data: second } = ok(await call(app, "/auth/refresh", { refreshToken }), 200);
  assertNotEquals(second.refreshToken, refreshToken);
  assertEquals([second.userId, second.expiresIn], [first.userId, 900]);
  const sessions = [first, second].map(({ accessToken }) => me(app, accessToken));
  const [before, after] = await Promise.all(sessions);
  assertEquals(ok(after!, 200).data.sessionId, ok(before!, 200).data.sessionId);
});

Deno.test("twenty refreshes at once return one successor, and nobody is signed out", async () => {
  await using app = await startApp();
  const { data: first } = ok(await call(app, "/auth/register", ADA), 201);
  const { refreshToken } = first;
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => call(app, "/auth/refresh", { refreshToken })),
  );
  const successors = new Set(answers.map((answer) => ok(answer, 200).data.refreshToken));
  assertEquals(successors.size, 1);
  for (const { data } of answers) ok(await me(app, data.accessToken), 200);
  const [next] = successors;
  ok(await call(app, "/auth/refresh", { refreshToken: next }), 200);
  assertEquals((await app.ctx.sql`select from refresh_tokens`).length, 3);
});

Deno.test("a token used again after its successor was used ends the session", async () => {
  await using app = await startApp();
  const { data: first } = ok(await call(app, "/auth/register", ADA), 201);
  const { data: elsewhere } = ok(await call(app, "/auth/login", { ...ADA, email: undefined }), 200);
  const refresh = (refreshToken: string) => call(app, "/auth/refresh", { refreshToken });
  const { data: second } = ok(await refresh(first.refreshToken), 200);
  const { data: third } = ok(await refresh(second.refreshToken), 200);
  assertEquals(errorCode(await refresh(first.refreshToken), 401), "unauthenticated");
  // Neither the thief nor the owner can continue; the owner's other session can.
  assertEquals(errorCode(await refresh(third.refreshToken), 401), "unauthenticated");
  for (const { accessToken } of [first, second, third]) {
    assertEquals(errorCode(await me(app, accessToken), 401), "unauthenticated");
  }
  ok(await me(app, elsewhere.accessToken), 200);
});

Deno.test("a token whose response was lost returns another successor for a day", async () => {
  await using app = await startApp();
  const { data: first } = ok(await call(app, "/auth/register", ADA), 201);
  const refresh = (refreshToken: string) => call(app, "/auth/refresh", { refreshToken });
  const { data: lost } = ok(await refresh(first.refreshToken), 200);
  await ago(app, 25);
  assertEquals(ok(await refresh(first.refreshToken), 200).data.refreshToken, lost.refreshToken);
  await ago(app, 33);
  const { data: second } = ok(await refresh(first.refreshToken), 200);
  assertNotEquals(second.refreshToken, lost.refreshToken);
  await ago(app, 22 * 3600);
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => refresh(first.refreshToken)),
  );
  const successors = new Set(answers.map((answer) => ok(answer, 200).data.refreshToken));
  assertEquals(successors.size, 1);
  const [third] = successors;
  ok(await refresh(third), 200);
  ok(await me(app, second.accessToken), 200);
  const sessions = await app.ctx.sql<{ revokedAt: Date | null }[]>`
    select revoked_at from sessions`;
  assertEquals(sessions.map(({ revokedAt }) => revokedAt), [null]);
});

Deno.test("a successor that another one has replaced ends the session: somebody has a copy", async () => {
  await using app = await startApp();
  const { data: first } = ok(await call(app, "/auth/register", ADA), 201);
  const refresh = (refreshToken: string) => call(app, "/auth/refresh", { refreshToken });
  const { data: owners } = ok(await refresh(first.refreshToken), 200);
  await ago(app, 600);
  const { data: thiefs } = ok(await refresh(first.refreshToken), 200);
  assertEquals(errorCode(await refresh(owners.refreshToken), 401), "unauthenticated");
  assertEquals(errorCode(await refresh(thiefs.refreshToken), 401), "unauthenticated");
  assertEquals(errorCode(await me(app, thiefs.accessToken), 401), "unauthenticated");
});

Deno.test("a token used again after its successor was replaced and used ends the session", async () => {
  await using app = await startApp();
  const { data: first } = ok(await call(app, "/auth/register", ADA), 201);
  const refresh = (refreshToken: string) => call(app, "/auth/refresh", { refreshToken });
  ok(await refresh(first.refreshToken), 200);
  await ago(app, 600);
  const { data: second } = ok(await refresh(first.refreshToken), 200);
  const { data: third } = ok(await refresh(second.refreshToken), 200);
  assertEquals(errorCode(await refresh(first.refreshToken), 401), "unauthenticated");
  assertEquals(errorCode(await me(app, third.accessToken), 401), "unauthenticated");
});

Deno.test("a token used again after a day ends the session like an unknown token", async () => {
  await using app = await startApp();
  const { data: first } = ok(await call(app, "/auth/register", ADA), 201);
  const refresh = (refreshToken: string) => call(app, "/auth/refresh", { refreshToken });
  const { data: second } = ok(await refresh(first.refreshToken), 200);
  await ago(app, 25 * 3600);
  const reused = await refresh(first.refreshToken);
  assertEquals(errorCode(reused, 401), "unauthenticated");
  assertEquals(errorCode(await refresh(second.refreshToken), 401), "unauthenticated");
  assertEquals(errorCode(await me(app, second.accessToken), 401), "unauthenticated");
  assertSameAnswer(await refresh("no-such-token"), reused);
});

Deno.test("a session that was not refreshed in time has ended", async () => {
  await using app = await startApp();
  const { data } = ok(await call(app, "/auth/register", ADA), 201);
  await app.ctx.sql`update sessions set expires_at = now() - interval '1 second'`;
  const { refreshToken } = data;
  assertEquals(
    errorCode(await call(app, "/auth/refresh", { refreshToken }), 401),
    "unauthenticated",
  );
  assertEquals(errorCode(await call(app, "/auth/refresh", {}), 400), "validation_failed");
});

/** Makes each exchange this many seconds older. */
async function ago(app: TestApp, seconds: number): Promise<void> {
  await app.ctx.sql`
    update refresh_tokens set
      issued_at = issued_at - ${seconds} * interval '1 second',
      used_at = used_at - ${seconds} * interval '1 second'`;
}
