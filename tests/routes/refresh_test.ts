import { assertEquals, assertNotEquals } from "@std/assert";
import { startApp } from "../helpers/app.ts";
import { assertSameAnswer, errorCode, ok } from "../helpers/deeds.ts";
import { ADA, call, me } from "../helpers/signing_in.ts";

Deno.test("a refresh gives new tokens of the same session", async () => {
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

Deno.test("twenty refreshes at once give one successor, and nobody is signed out", async () => {
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
  // Neither the thief nor the owner goes on; the owner's other session does.
  assertEquals(errorCode(await refresh(third.refreshToken), 401), "unauthenticated");
  for (const { accessToken } of [first, second, third]) {
    assertEquals(errorCode(await me(app, accessToken), 401), "unauthenticated");
  }
  ok(await me(app, elsewhere.accessToken), 200);
});

Deno.test("a token used again half a minute later ends the session like an unknown token", async () => {
  await using app = await startApp();
  const { data: first } = ok(await call(app, "/auth/register", ADA), 201);
  const refresh = (refreshToken: string) => call(app, "/auth/refresh", { refreshToken });
  const { data: second } = ok(await refresh(first.refreshToken), 200);
  const usedSecondsAgo = (seconds: number) =>
    app.ctx.sql`update refresh_tokens set used_at = now() - ${seconds} * interval '1 second'
      where used_at is not null`;
  await usedSecondsAgo(25);
  assertEquals(ok(await refresh(first.refreshToken), 200).data.refreshToken, second.refreshToken);
  await usedSecondsAgo(31);
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
