import { assert, assertEquals, assertMatch } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { PASSWORD, send } from "../../helpers/people/person.ts";
import { codeOf, enableTotp } from "../../helpers/people/totp.ts";

const login = (app: TestApp, username: string, totp?: string, password = PASSWORD) =>
  send(app.fetch, "POST", "/api/v1/auth/login", { username, password, ...(totp ? { totp } : {}) });

/** Forgets which codes were used, because the clock of a test does not move. */
const nextStep = (app: TestApp) => app.ctx.sql`update totp set last_step = 0`;

Deno.test("with an enabled app, signing in needs its code", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const begun = ok(await ada.post("/security/totp", { password: PASSWORD }), 200).data;
  assertMatch(begun.otpauthUri, /^otpauth:\/\/totp\/Tintype:ada\?.*secret=/);
  ok(await login(app, "ada"), 200); // begun is not enabled
  const { secret } = await enableTotp(ada);
  const refused = await login(app, "ada");
  assertEquals(errorCode(refused, 401), "unauthenticated");
  assertEquals(refused.body.error.details, { totpRequired: true });
  assertEquals(errorCode(await login(app, "ada", "000000"), 401), "unauthenticated");
  ok(await login(app, "ada", codeOf(secret)), 200);
});

Deno.test("a wrong password is refused before any code is requested", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { secret } = await enableTotp(ada);
  const refused = await login(app, "ada", codeOf(secret), "another password");
  assertEquals(errorCode(refused, 401), "unauthenticated");
  assertEquals(refused.body.error.details, undefined);
  ok(await login(app, "ada", codeOf(secret)), 200);
});

Deno.test("a code works once, even for fifty requests at once", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { secret } = await enableTotp(ada);
  const code = codeOf(secret);
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => login(app, "ada", code)),
  );
  assertEquals(answers.filter(({ status }) => status === 200).length, 1);
  await app.ctx.sql`update totp set wrong_tries = 0`;
  assertEquals(errorCode(await login(app, "ada", code), 401), "unauthenticated");
  assertEquals(errorCode(await login(app, "ada", codeOf(secret, -1)), 401), "unauthenticated");
});

Deno.test("clocks may differ by one step, and no more", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { secret } = await enableTotp(ada);
  for (const steps of [-1, 0, 1]) {
    await nextStep(app);
    ok(await login(app, "ada", codeOf(secret, steps)), 200);
  }
  for (const steps of [-3, 3]) {
    await nextStep(app);
    assertEquals(
      errorCode(await login(app, "ada", codeOf(secret, steps)), 401),
      "unauthenticated",
    );
  }
});

Deno.test("each recovery code works once, however it is typed, and is stored nowhere", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { recoveryCodes } = await enableTotp(ada);
  assertEquals(new Set(recoveryCodes).size, 10);
  const [first, second] = recoveryCodes as [string, string];
  ok(await login(app, "ada", first), 200);
  assertEquals(errorCode(await login(app, "ada", first), 401), "unauthenticated");
  ok(await login(app, "ada", ` ${second.toUpperCase().replaceAll("-", " ")}`), 200);
  const rows = await app.ctx.sql<{ hash: Uint8Array }[]>`select hash from recovery_codes`;
  // One more is the mailed code, which switches the app off.
  assertEquals(rows.length, 11);
  for (const { hash } of rows) {
    assert(!recoveryCodes.some((code) => new TextDecoder().decode(hash).includes(code)));
  }
});

Deno.test("after ten wrong codes in an hour right ones are refused too", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { secret } = await enableTotp(ada);
  for (let tries = 0; tries < 10; tries++) {
    assertEquals(errorCode(await login(app, "ada", "000000"), 401), "unauthenticated");
  }
  const refused = await login(app, "ada", codeOf(secret));
  assertEquals(errorCode(refused, 429), "rate_limited");
  const wait = Number(refused.headers.get("retry-after"));
  assert(wait > 3500 && wait <= 3600, `${wait} s`);
  await app.ctx.sql`update totp set tries_since = now() - interval '2 hours'`;
  ok(await login(app, "ada", codeOf(secret)), 200);
});

Deno.test("setting up and removing an app needs the password, and removing needs a code", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const wrong = await ada.post("/security/totp", { password: "another password" });
  assertEquals(errorCode(wrong, 403), "forbidden");
  assertEquals(
    errorCode(await ada.post("/security/totp/enable", { code: "123456" }), 409),
    "conflict",
  );
  const { secret } = await enableTotp(ada);
  assertEquals(
    errorCode(await ada.post("/security/totp", { password: PASSWORD }), 409),
    "conflict",
  );
  const remove = (code: string, password = PASSWORD) =>
    ada.delete("/security/totp", { code, password });
  assertEquals(errorCode(await remove(codeOf(secret), "another password"), 403), "forbidden");
  assertEquals(errorCode(await remove("000000"), 401), "unauthenticated");
  ok(await remove(codeOf(secret)), 204);
  ok(await login(app, "ada"), 200);
});

Deno.test("a wrong code does not enable an app", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  ok(await ada.post("/security/totp", { password: PASSWORD }), 200);
  const refused = await ada.post("/security/totp/enable", { code: "000000" });
  assertEquals(errorCode(refused, 422), "unprocessable");
  ok(await login(app, "ada"), 200);
  const [{ count }] = await app.ctx.sql<[{ count: number }]>`
    select count(*)::int from recovery_codes`;
  assertEquals(count, 0);
});

Deno.test("the secret of an app is not readable in the database", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { secret } = await enableTotp(ada);
  const [{ secret: kept }] = await app.ctx.sql<[{ secret: Uint8Array }]>`select secret from totp`;
  assert(!new TextDecoder().decode(kept).includes(secret));
});

Deno.test("authenticator apps need a token and strict bodies", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const body = { password: PASSWORD };
  const anonymous = await send(app.fetch, "POST", "/api/v1/security/totp", body);
  assertEquals(errorCode(anonymous, 401), "unauthenticated");
  assertEquals(errorCode(await ada.post("/security/totp", {}), 400), "validation_failed");
  const extra = await ada.post("/security/totp", { ...body, isEnabled: true });
  assertEquals(errorCode(extra, 400), "validation_failed");
});
