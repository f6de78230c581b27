import { assert, assertEquals, assertMatch } from "@std/assert";
import { makeAdmins, withToken } from "../../helpers/people/admins.ts";
import { ORIGIN, startApp, type TestApp } from "../../helpers/app/app.ts";
import { Authenticator } from "../../helpers/people/authenticator.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { mailedCode, mailsTo } from "../../helpers/app/mails.ts";
import { startOAuthApp } from "../../helpers/people/oauth_app.ts";
import { PASSWORD, Person } from "../../helpers/people/person.ts";
import { call } from "../../helpers/people/signing_in.ts";
import { codeOf, enableTotp } from "../../helpers/people/totp.ts";

const NEW_PASSWORD = "another lake in winter";

/** Moves the last proof of every session some minutes back. */
const proofsAgo = (app: TestApp, minutes: number) =>
  app.ctx.sql`update sessions set proved_at = now() - ${minutes} * interval '1 minute'`;

async function addPasskey(person: Person) {
  const device = await Authenticator.open(ORIGIN);
  const { options } = ok(await person.post("/security/passkeys/options"), 200).data;
  const response = await device.register(options);
  ok(await person.post("/security/passkeys", { response }), 201);
  return device;
}

async function assertionOf(app: TestApp, device: Authenticator) {
  const { options } = ok(await call(app, "/auth/passkeys/options"), 200).data;
  return { response: await device.login(options) };
}

/**
 * Everything that adds a way into an account or shares its rights, without asking for a password.
 */
const additions = (admin: Person) =>
  [
    ["post", "/security/passkeys/options", undefined],
    ["post", "/security/passkeys", { response: {} }],
    ["post", "/security/totp/enable", { code: "123456" }],
    ["post", "/auth/token", { userId: admin.id, scopes: ["read"] }],
    ["put", "/admin/users/@eve/roles", { roles: ["admin"] }],
  ] as const;

Deno.test("a stolen access token alone adds no way into the account, and makes nobody an admin", async () => {
  await using app = await startApp();
  const [root] = await app.people("rosa", "eve");
  await makeAdmins(app, root);
  ok(await root.post("/security/totp", { password: PASSWORD }), 200);
  await proofsAgo(app, 11);
  const { refreshToken } = root;
  const refreshed = ok(await call(app, "/auth/refresh", { refreshToken }), 200).data;
  // A refresh proves nothing.
  root.accessToken = refreshed.accessToken;
  for (const [method, path, body] of additions(root)) {
    const answer = await root[method](path, body);
    assertEquals(errorCode(answer, 403), "forbidden", path);
    assertEquals(answer.body.error.details, { proofRequired: true });
  }
  const mail = await mailsTo(app, "rosa@example.com");
  assertEquals(mail.filter(({ subject }) => subject.includes("New access")), []);
  const stolen = ["/security/totp", "/security/email"];
  const wrong = { password: "not this one", code: "123456", newEmail: "eve@example.com" };
  ok(await root.post(stolen[0]!, { password: wrong.password }), 403);
  ok(await root.post(stolen[1]!, wrong), 403);
});

Deno.test("a proof by the password counts for ten minutes, in its own session alone", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const other = ok(await call(app, "/auth/login", { username: "ada", password: PASSWORD }), 200);
  const elsewhere = new Person(app.fetch, "ada", ada.id, other.data.accessToken, "");
  await proofsAgo(app, 11);
  assertEquals(errorCode(await ada.post("/auth/proof", { password: "not it" }), 403), "forbidden");
  const { provedUntil } = ok(await ada.post("/auth/proof", { password: PASSWORD }), 200).data;
  const minutes = (Date.parse(provedUntil) - Date.now()) / 60_000;
  assert(minutes > 9 && minutes <= 10, `${minutes} minutes`);
  await addPasskey(ada);
  ok(await elsewhere.post("/security/passkeys/options"), 403);
  await proofsAgo(app, 9);
  ok(await elsewhere.post("/security/passkeys/options"), 200);
  await proofsAgo(app, 10.1);
  ok(await ada.post("/security/passkeys/options"), 403);
  for (const body of [{}, { password: PASSWORD, response: {} }, { totp: "123456" }]) {
    assertEquals(errorCode(await ada.post("/auth/proof", body), 400), "validation_failed");
  }
  ok(await call(app, "/auth/proof", { password: PASSWORD }), 401);
});

Deno.test("a passkey proves only its own owner", async () => {
  await using app = await startApp();
  const [ada, eve] = await app.people("ada", "eve");
  const [adas, eves] = [await addPasskey(ada), await addPasskey(eve)];
  await proofsAgo(app, 11);
  const stranger = await ada.post("/auth/proof", await assertionOf(app, eves));
  assertEquals(errorCode(stranger, 403), "forbidden");
  const assertion = await assertionOf(app, adas);
  ok(await ada.post("/auth/proof", assertion), 200);
  ok(await ada.post("/security/passkeys/options"), 200);
  assertEquals(errorCode(await ada.post("/auth/proof", assertion), 401), "unauthenticated");
});

Deno.test("an account with a second factor needs both for a proof", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { secret } = await enableTotp(ada);
  await proofsAgo(app, 11);
  const half = await ada.post("/auth/proof", { password: PASSWORD });
  assertEquals(errorCode(half, 401), "unauthenticated");
  assertEquals(half.body.error.details, { totpRequired: true });
  ok(await ada.post("/security/passkeys/options"), 403);
  ok(await ada.post("/auth/proof", { password: PASSWORD, totp: codeOf(secret) }), 200);
  ok(await ada.post("/security/passkeys/options"), 200);
});

Deno.test("the owner gets a mail about every way in that is added", async () => {
  await using oauth = await startOAuthApp();
  const { app } = oauth;
  const [ada, root] = await app.people("ada", "rosa");
  await makeAdmins(app, root);
  await addPasskey(ada);
  await withToken(root, ada, ["read"]);
  oauth.provider.account = { ...oauth.provider.account, email: "ada@example.com" };
  const { linkToken } = (await oauth.visitor().signIn("test")).body.error.details;
  const login = { username: "ada", password: PASSWORD, linkToken };
  ok(await call(app, "/auth/login", login), 200);
  await enableTotp(ada);
  const mails = await mailsTo(app, "ada@example.com");
  const added = mails.filter(({ subject }) => subject.endsWith("New access to your account"));
  const said = added.map(({ text }) =>
    text.split("\n")[0]!.trim().split(" ").slice(0, 3).join(" ")
  );
  assertEquals(said.sort(), [
    "A passkey was",
    "An API token",
    "An authenticator app",
    "An identity at",
  ]);
});

Deno.test("a reset ends everything that a thief who knew the password has added", async () => {
  await using oauth = await startOAuthApp();
  const { app } = oauth;
  const [ada, root] = await app.people("ada", "rosa");
  await makeAdmins(app, root);
  const thief = ok(await call(app, "/auth/login", { username: "ada", password: PASSWORD }), 200);
  const eve = new Person(app.fetch, "ada", ada.id, thief.data.accessToken, "");
  const device = await addPasskey(eve);
  const token = await withToken(root, ada, ["read"]);
  oauth.provider.account = { ...oauth.provider.account, email: "ada@example.com" };
  const { linkToken } = (await oauth.visitor().signIn("test")).body.error.details;
  ok(await call(app, "/auth/login", { username: "ada", password: PASSWORD, linkToken }), 200);
  await enableTotp(eve);
  await reset(app);
  assertEquals(errorCode(await eve.get("/auth/me"), 401), "unauthenticated");
  assertEquals(errorCode(await token.get("/auth/me"), 401), "unauthenticated");
  const passkey = await call(app, "/auth/passkeys", await assertionOf(app, device));
  assertEquals(errorCode(passkey, 401), "unauthenticated");
  assertEquals(errorCode(await oauth.visitor().signIn("test"), 409), "conflict");
  assertMatch(await mailWith(app, "was changed"), /1 passkey, 1 linked identity, 1 API token/);
  // The thief's app locks her out only until she finds its mail.
  const [undoCode] = /^[0-9a-f]{4}(-[0-9a-f]{4}){4}/m.exec(
    await mailWith(app, "An authenticator app"),
  )!;
  const login = { username: "ada", password: NEW_PASSWORD };
  ok(await call(app, "/auth/login", login), 401);
  ok(await call(app, "/auth/login", { ...login, totp: undoCode }), 200);
  ok(await call(app, "/auth/login", login), 200);
});

Deno.test("a reset keeps the second factor, and the other ways in if the request says so", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const device = await addPasskey(ada);
  const { secret } = await enableTotp(ada);
  await app.ctx.sql`update recovery_codes set expires_at = now() where ends_app`;
  await reset(app, { keepWaysIn: true });
  assertMatch(await mailWith(app, "was changed"), /Access that remains: 1 passkey\./);
  ok(await call(app, "/auth/passkeys", await assertionOf(app, device)), 200);
  const login = { username: "ada", password: NEW_PASSWORD };
  assertEquals(errorCode(await call(app, "/auth/login", login), 401), "unauthenticated");
  ok(await call(app, "/auth/login", { ...login, totp: codeOf(secret) }), 200);
});

/** Returns the text of the mail to Ada with these words. */
async function mailWith(app: TestApp, words: string): Promise<string> {
  const mails = await mailsTo(app, "ada@example.com");
  return mails.find(({ text }) => text.includes(words))!.text;
}

async function reset(app: TestApp, more: Record<string, unknown> = {}): Promise<void> {
  const email = "ada@example.com";
  const code = await mailedCode(app, { purpose: "reset_password", email }, { to: email });
  const body = { email, code, newPassword: NEW_PASSWORD, ...more };
  ok(await call(app, "/security/password/reset", body), 204);
}
