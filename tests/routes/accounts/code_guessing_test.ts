import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { anotherCode, askForCode, codeIn, mailedCode, mailsTo } from "../../helpers/app/mails.ts";
import { PASSWORD, send } from "../../helpers/people/person.ts";

const ADDRESS = "ada@example.com";
const RESET = { purpose: "reset_password", email: ADDRESS };
// Other tests cover the limits of requests: this one covers what a code itself withstands.
const UNLIMITED = { env: { RATE_LIMITS: "off" } };

function reset(app: TestApp, code: string, newPassword = "a lake in winter") {
  const body = { email: ADDRESS, code, newPassword };
  return send(app.fetch, "POST", "/api/v1/security/password/reset", body);
}

function codesWaiting(app: TestApp) {
  return app.ctx.sql`select from security_codes`.then(({ length }) => length);
}

Deno.test("after five wrong guesses a code is dead, even for the right one", async () => {
  await using app = await startApp(UNLIMITED);
  await app.people("ada");
  const code = await mailedCode(app, RESET, { to: ADDRESS });
  for (let tries = 1; tries <= 5; tries++) {
    assertEquals(errorCode(await reset(app, anotherCode(code)), 422), "unprocessable");
  }
  assertEquals(errorCode(await reset(app, code), 422), "unprocessable");
});

Deno.test("four wrong guesses are forgiven", async () => {
  await using app = await startApp(UNLIMITED);
  await app.people("ada");
  const code = await mailedCode(app, RESET, { to: ADDRESS });
  for (let tries = 1; tries <= 4; tries++) errorCode(await reset(app, anotherCode(code)), 422);
  ok(await reset(app, code), 204);
});

Deno.test("of fifty right guesses at once, one is accepted", async () => {
  await using app = await startApp(UNLIMITED);
  await app.people("ada");
  const code = await mailedCode(app, RESET, { to: ADDRESS });
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => reset(app, code, `a lake in winter ${index}`)),
  );
  assertEquals(answers.filter(({ status }) => status === 204).length, 1);
  assertEquals(answers.filter(({ status }) => status === 422).length, 49);
  const winner = answers.findIndex(({ status }) => status === 204);
  const login = { username: "ada", password: `a lake in winter ${winner}` };
  ok(await send(app.fetch, "POST", "/api/v1/auth/login", login), 200);
});

Deno.test("of fifty wrong guesses at once, five are checked", async () => {
  await using app = await startApp(UNLIMITED);
  const [ada] = await app.people("ada");
  const code = await mailedCode(app, { purpose: "verify_email" }, { by: ada, to: ADDRESS });
  const wrong = anotherCode(code);
  const guesses = Array.from(
    { length: 50 },
    () => ada.post("/security/email/verify", { code: wrong }),
  );
  for (const answer of await Promise.all(guesses)) errorCode(answer, 422);
  const [row] = await app.ctx.sql<{ tries: number }[]>`
    select tries from security_codes where purpose = 'verify_email'`;
  assertEquals(row!.tries, 5);
  errorCode(await ada.post("/security/email/verify", { code }), 422);
});

Deno.test("another request replaces the older code, and a day has at most ten codes", async () => {
  await using app = await startApp(UNLIMITED);
  const [ada] = await app.people("ada");
  const first = await mailedCode(app, RESET, { to: ADDRESS });
  const second = await mailedCode(app, RESET, { to: ADDRESS });
  if (first !== second) errorCode(await reset(app, first), 422);
  // Every purpose counts: an account's other codes are no way around.
  const purposes = ["verify_email", "change_email", "change_password"];
  for (let round = 0; round < 5; round++) {
    for (const purpose of purposes) ok(await askForCode(app, { purpose }, ada), 202);
  }
  const codes = (await mailsTo(app, ADDRESS)).filter(({ subject }) => /code/.test(subject));
  // The bearer of a token uses up no code of an owner who has lost the password.
  assertEquals(codes.length, 10 + 2);
});

Deno.test("however many requests come at once, an account gets ten codes a day, and more the day after", async () => {
  await using app = await startApp(UNLIMITED);
  await app.people("ada");
  const before = (await mailsTo(app, ADDRESS)).length;
  const mails = async () => (await mailsTo(app, ADDRESS)).length - before;
  const answers = await Promise.all(Array.from({ length: 40 }, () => askForCode(app, RESET)));
  for (const answer of answers) ok(answer, 202);
  assertEquals(await mails(), 10);
  const older = (hours: number) =>
    app.ctx.sql`
      update code_budgets set spent_at = array(
        select t - ${hours} * interval '1 hour' from unnest(spent_at) as t)`;
  await older(23);
  ok(await askForCode(app, RESET), 202);
  assertEquals(await mails(), 10);
  await older(2);
  ok(await reset(app, await mailedCode(app, RESET, { to: ADDRESS })), 204);
});

Deno.test("a guesser on one device has at most fifty guesses a day at a million codes", async () => {
  await using app = await startApp(UNLIMITED);
  await app.people("ada");
  let looked = 0;
  for (let round = 0; round < 14; round++) {
    ok(await askForCode(app, RESET), 202);
    const [before] = await app.ctx.sql<{ mac: Uint8Array; tries: number }[]>`
      select mac, tries from security_codes where purpose = 'reset_password'`;
    const guesses = Array.from({ length: 7 }, (_, n) => reset(app, `00000${n}`));
    assert((await Promise.all(guesses)).every(({ status }) => status === 422 || status === 204));
    const [after] = await app.ctx.sql<{ mac: Uint8Array; tries: number }[]>`
      select mac, tries from security_codes where purpose = 'reset_password'`;
    looked += (after?.tries ?? 5) - (before?.tries ?? 0);
  }
  assertEquals(looked, 50);
});

Deno.test("a code is valid only for its own purpose, user and address", async () => {
  await using app = await startApp(UNLIMITED);
  const [ada, bob] = await app.people("ada", "bob");
  const password = await mailedCode(app, { purpose: "change_password" }, { by: ada, to: ADDRESS });
  errorCode(await reset(app, password), 422);
  errorCode(await ada.post("/security/email/verify", { code: password }), 422);
  const newPassword = "a lake in winter";
  errorCode(await bob.post("/security/password", { code: password, newPassword }), 422);
  const other = { email: "bob@example.com", code: password, newPassword };
  errorCode(await send(app.fetch, "POST", "/api/v1/security/password/reset", other), 422);

  const asked = { purpose: "change_email", email: "one@example.com" };
  const code = await mailedCode(app, asked, { by: ada, to: "one@example.com" });
  const change = (newEmail: string) =>
    ada.post("/security/email", { code, newEmail, password: PASSWORD });
  errorCode(await change("two@example.com"), 422);
  ok(await change("one@example.com"), 200);
});

Deno.test("the codes of an address end when the account has another one", async () => {
  await using app = await startApp(UNLIMITED);
  const [ada] = await app.people("ada");
  const resetting = await mailedCode(app, RESET, { to: ADDRESS });
  const newEmail = "countess@example.com";
  const asked = { purpose: "change_email", email: newEmail };
  const code = await mailedCode(app, asked, { by: ada, to: newEmail });
  ok(await ada.post("/security/email", { code, newEmail, password: PASSWORD }), 200);
  assertEquals(await codesWaiting(app), 0);
  errorCode(await reset(app, resetting), 422);
  const body = { email: newEmail, code: resetting, newPassword: "a lake in winter" };
  errorCode(await send(app.fetch, "POST", "/api/v1/security/password/reset", body), 422);
});

Deno.test("a code is valid for ten minutes", async () => {
  await using app = await startApp(UNLIMITED);
  await app.people("ada");
  const code = await mailedCode(app, RESET, { to: ADDRESS });
  const [row] = await app.ctx.sql<[{ seconds: number }]>`
    select extract(epoch from expires_at - now())::float as seconds from security_codes
    where purpose = 'reset_password'`;
  assert(row.seconds > 570 && row.seconds <= 600, `${row.seconds} s`);
  await app.ctx.sql`update security_codes set expires_at = now() - interval '1 second'`;
  errorCode(await reset(app, code), 422);
});

Deno.test("a refused password does not use up the code", async () => {
  await using app = await startApp(UNLIMITED);
  const [ada] = await app.people("adalovelace");
  const email = "adalovelace@example.com";
  const asked = { purpose: "reset_password", email };
  const code = await mailedCode(app, asked, { to: email });
  const choose = (newPassword: string) =>
    send(app.fetch, "POST", "/api/v1/security/password/reset", { email, code, newPassword });
  for (let round = 0; round < 6; round++) {
    errorCode(await choose("password1"), 400);
    assertEquals(errorCode(await choose("AdaLovelace"), 400), "validation_failed");
  }
  ok(await choose("a lake in winter"), 204);
  errorCode(await ada.get("/auth/me"), 401);
});

Deno.test("neither the code nor anything derived from it without a key is in the database", async () => {
  await using app = await startApp(UNLIMITED);
  await app.people("ada");
  ok(await askForCode(app, RESET), 202);
  const rows = await app.ctx.sql<{ stored: string }[]>`
    select m::text as stored from mails m union all select c::text from security_codes c`;
  const [mail] = await mailsTo(app, ADDRESS);
  const code = codeIn(mail!.text);
  const plain = new TextEncoder().encode(code);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", plain)).toHex();
  for (const { stored } of rows) {
    assert(!new RegExp(`\\b${code}\\b`).test(stored));
    assert(!stored.includes(digest) && !stored.includes(plain.toHex()));
  }
  assertNotEquals(rows.length, 0);
});
