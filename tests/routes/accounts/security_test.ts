import { assert, assertEquals, assertFalse } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { anotherCode, codeIn, mailedCode, mailsTo } from "../../helpers/app/mails.ts";
import { PASSWORD, Person, send } from "../../helpers/people/person.ts";

const ADDRESS = "ada@example.com";
const NEW_PASSWORD = "a lake in winter";

function signIn(app: TestApp, username: string, password: string) {
  return send(app.fetch, "POST", "/api/v1/auth/login", { username, password });
}

async function onAnotherDevice(app: TestApp, person: Person): Promise<Person> {
  const { data } = ok(await signIn(app, person.name, PASSWORD), 200);
  return new Person(app.fetch, person.name, person.id, data.accessToken, data.refreshToken);
}

async function mailAbout(app: TestApp, subject: string) {
  return (await mailsTo(app, ADDRESS)).find((mail) => mail.subject.includes(subject));
}

function reset(app: TestApp, body: unknown) {
  return send(app.fetch, "POST", "/api/v1/security/password/reset", body);
}

Deno.test("a new account gets a mail to confirm its address, and its code does it", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  assertFalse(ok(await ada.get("/users/me"), 200).data.emailVerified);
  const code = codeIn((await mailsTo(app, ADDRESS))[0]!.text);
  const confirmed = ok(await ada.post("/security/email/verify", { code }), 200);
  assertEquals(confirmed.data, { email: ADDRESS, emailVerified: true });
  assert(ok(await ada.get("/users/me"), 200).data.emailVerified);
  assert(ok(await ada.get("/auth/me"), 200).data.emailVerified);
  const again = await ada.post("/security/email/verify", { code });
  assertEquals(errorCode(again, 422), "unprocessable");
});

Deno.test("only its owner sees whether an address is confirmed", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { data } = ok(await bob.get(`/users/${ada.id}`), 200);
  assertFalse("emailVerified" in data || "email" in data);
});

Deno.test("a code to the new address changes it, and the old one gets a mail", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const newEmail = "countess@example.com";
  const asked = { purpose: "change_email", email: newEmail };
  const code = await mailedCode(app, asked, { by: ada, to: newEmail });
  const body = { code, newEmail: "Countess@Example.com", password: PASSWORD };
  const changed = ok(await ada.post("/security/email", body), 200);
  assertEquals(changed.data, { email: newEmail, emailVerified: true });
  const notice = await mailAbout(app, "email address was changed");
  assertFalse(notice!.text.includes(newEmail));
  const byEmail = (email: string) =>
    send(app.fetch, "POST", "/api/v1/auth/login", { email, password: PASSWORD });
  ok(await byEmail(newEmail), 200);
  errorCode(await byEmail(ADDRESS), 401);
});

Deno.test("a code to the old address changes it too, but does not confirm the new one", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const newEmail = "countess@example.com";
  const code = await mailedCode(app, { purpose: "change_email" }, { by: ada, to: ADDRESS });
  const changed = ok(
    await ada.post("/security/email", { code, newEmail, password: PASSWORD }),
    200,
  );
  assertEquals(changed.data, { email: newEmail, emailVerified: false });
  const confirming = codeIn((await mailsTo(app, newEmail))[0]!.text);
  ok(await ada.post("/security/email/verify", { code: confirming }), 200);
  assert(ok(await ada.get("/users/me"), 200).data.emailVerified);
});

Deno.test("an address does not change without the password, or to the same one or one in use", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const newEmail = "bob@example.com";
  const code = await mailedCode(app, { purpose: "change_email" }, { by: ada, to: ADDRESS });
  const change = (changed: Record<string, string>) =>
    ada.post("/security/email", { code, newEmail, password: PASSWORD, ...changed });
  assertEquals(errorCode(await change({ password: "not mine at all" }), 403), "forbidden");
  const taken = await change({});
  assertEquals(errorCode(taken, 409), "conflict");
  assertEquals(taken.body.error.details, { field: "email" });
  assertEquals(errorCode(await change({ newEmail: ADDRESS }), 422), "unprocessable");
  const wrong = await change({ code: anotherCode(code), newEmail: "a@example.com" });
  assertEquals(errorCode(wrong, 422), "unprocessable");
  // Nothing of this used the code up, or changed anything.
  assertEquals(ok(await ada.get("/users/me"), 200).data.email, ADDRESS);
  ok(await change({ newEmail: "countess@example.com" }), 200);
  assertEquals(ok(await bob.get("/users/me"), 200).data.email, "bob@example.com");
});

Deno.test("the current password changes the password: this session stays, the others end", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const phone = await onAnotherDevice(app, ada);
  const wrong = { currentPassword: "not mine at all", newPassword: NEW_PASSWORD };
  assertEquals(errorCode(await ada.post("/security/password", wrong), 403), "forbidden");
  ok(await phone.get("/auth/me"), 200);
  const right = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
  ok(await ada.post("/security/password", right), 204);
  ok(await ada.get("/auth/me"), 200);
  errorCode(await phone.get("/auth/me"), 401);
  const { refreshToken } = phone;
  errorCode(await send(app.fetch, "POST", "/api/v1/auth/refresh", { refreshToken }), 401);
  errorCode(await signIn(app, "ada", PASSWORD), 401);
  ok(await signIn(app, "ada", NEW_PASSWORD), 200);
  assert(await mailAbout(app, "password was changed"));
});

Deno.test("a code changes a password once", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const phone = await onAnotherDevice(app, ada);
  const code = await mailedCode(app, { purpose: "change_password" }, { by: ada, to: ADDRESS });
  ok(await ada.post("/security/password", { code, newPassword: NEW_PASSWORD }), 204);
  ok(await ada.get("/auth/me"), 200);
  errorCode(await phone.get("/auth/me"), 401);
  ok(await signIn(app, "ada", NEW_PASSWORD), 200);
  const again = await ada.post("/security/password", { code, newPassword: "another lake" });
  assertEquals(errorCode(again, 422), "unprocessable");
});

Deno.test("a code resets a forgotten password, and all sessions end", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const asked = { purpose: "reset_password", email: "Ada@Example.com" };
  const code = await mailedCode(app, asked, { to: ADDRESS });
  const body = { email: ADDRESS, code, newPassword: NEW_PASSWORD };
  ok(await reset(app, body), 204);
  errorCode(await ada.get("/auth/me"), 401);
  errorCode(await signIn(app, "ada", PASSWORD), 401);
  const { data } = ok(await signIn(app, "ada", NEW_PASSWORD), 200);
  const me = new Person(app.fetch, "ada", ada.id, data.accessToken, data.refreshToken);
  // The code has proved that the address is theirs.
  assert(ok(await me.get("/users/me"), 200).data.emailVerified);
  assertEquals(errorCode(await reset(app, body), 422), "unprocessable");
});

Deno.test("a password that is changed twice at once is changed once", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const answers = await Promise.all(
    ["a lake in summer", NEW_PASSWORD].map((newPassword) =>
      ada.post("/security/password", { currentPassword: PASSWORD, newPassword })
    ),
  );
  assertEquals(answers.filter(({ status }) => status === 204).length, 1);
  for (const { status } of answers) assert([204, 403, 409].includes(status));
});

Deno.test("a sign-in with the old password during its reset leaves no session behind", async () => {
  await using app = await startApp();
  await app.people("ada");
  for (let round = 0; round < 3; round++) {
    const password = round === 0 ? PASSWORD : `${NEW_PASSWORD} ${round - 1}`;
    const asked = { purpose: "reset_password", email: ADDRESS };
    const code = await mailedCode(app, asked, { to: ADDRESS });
    const newPassword = `${NEW_PASSWORD} ${round}`;
    await Promise.all([
      ...Array.from({ length: 6 }, () => signIn(app, "ada", password)),
      reset(app, { email: ADDRESS, code, newPassword }).then((answer) => ok(answer, 204)),
    ]);
    const [{ alive }] = await app.ctx.sql<[{ alive: number }]>`
      select count(*)::int as alive from sessions where revoked_at is null`;
    assertEquals(alive, 0);
  }
});

Deno.test("a repeat under one Idempotency-Key sends no second code", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const before = (await mailsTo(app, ADDRESS)).length;
  const key = { "idempotency-key": crypto.randomUUID() };
  const asked = { purpose: "change_password" };
  const ask = () => ada.send("POST", "/security/codes", asked, key);
  const answers = await Promise.all([ask(), ask(), ask()]);
  for (const answer of answers) assertEquals(ok(answer, 202).data, { expiresIn: 600 });
  assertEquals((await mailsTo(app, ADDRESS)).length, before + 1);
});
