import { assert, assertEquals } from "@std/assert";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { type OAuthApp, startOAuthApp } from "../../helpers/people/oauth_app.ts";
import { type Answer, PASSWORD } from "../../helpers/people/person.ts";
import { call } from "../../helpers/people/signing_in.ts";
import { codeOf, enableTotp } from "../../helpers/people/totp.ts";

/** Returns the token with which a user may link their identity to the account with its address. */
async function linkTokenOf(oauth: OAuthApp, email = "ada@example.com"): Promise<string> {
  oauth.provider.account = { ...oauth.provider.account, email };
  const answer = await oauth.visitor().signIn("test");
  assertEquals(errorCode(answer, 409), "conflict");
  const { field, linkToken } = answer.body.error.details;
  assertEquals(field, "email");
  return linkToken;
}

const login = ({ app }: OAuthApp, body: Record<string, string>): Promise<Answer> =>
  call(app, "/auth/login", { username: "ada", password: PASSWORD, ...body });

/** Forgets which codes were used, because the clock of a test does not move. */
const nextStep = ({ app }: OAuthApp) => app.ctx.sql`update totp set last_step = 0`;

Deno.test("an identity with an account's address is linked after a proof of that account", async () => {
  await using oauth = await startOAuthApp();
  const [ada] = await oauth.app.people("ada");
  const linkToken = await linkTokenOf(oauth, "Ada@Example.com");
  const wrong = await login(oauth, { linkToken, password: "not this one" });
  assertEquals(errorCode(wrong, 401), "unauthenticated");
  assertEquals(errorCode(await oauth.visitor().signIn("test"), 409), "conflict");
  assertEquals(ok(await login(oauth, { linkToken }), 200).data.userId, ada.id);
  assertEquals(ok(await oauth.visitor().signIn("test"), 200).data.userId, ada.id);
  // Linked by issuer and subject: the address there may change.
  oauth.provider.account = { ...oauth.provider.account, email: "elsewhere@example.org" };
  assertEquals(ok(await oauth.visitor().signIn("test"), 200).data.userId, ada.id);
});

Deno.test("a linkToken works once, for ten minutes, and for one account", async () => {
  await using oauth = await startOAuthApp();
  await oauth.app.people("ada", "bob");
  const linkToken = await linkTokenOf(oauth);
  for (const body of [{ linkToken, username: "bob" }, { linkToken: `${linkToken}A` }]) {
    assertEquals(errorCode(await login(oauth, body), 422), "unprocessable");
  }
  const { sql } = oauth.app.ctx;
  await sql`update identity_proofs set expires_at = now() - interval '1 second'`;
  assertEquals(errorCode(await login(oauth, { linkToken }), 422), "unprocessable");
  const fresh = await linkTokenOf(oauth);
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => login(oauth, { linkToken: fresh })),
  );
  assertEquals(answers.filter(({ status }) => status === 200).length, 1);
  assert(answers.every(({ status }) => status === 200 || status === 422));
  const [sessions] = await sql<{ count: number }[]>`select count(*)::int from sessions`;
  assertEquals(sessions!.count, 3);
});

Deno.test("an identity that was linked meanwhile is not taken from its account", async () => {
  await using oauth = await startOAuthApp();
  const [, bob] = await oauth.app.people("ada", "bob");
  const forAda = await linkTokenOf(oauth);
  const forBob = await linkTokenOf(oauth, "bob@example.com");
  ok(await login(oauth, { linkToken: forBob, username: "bob" }), 200);
  assertEquals(errorCode(await login(oauth, { linkToken: forAda }), 409), "conflict");
  assertEquals(ok(await oauth.visitor().signIn("test"), 200).data.userId, bob.id);
});

Deno.test("linking needs the second factor of the account, and so does each sign-in afterwards", async () => {
  await using oauth = await startOAuthApp();
  const [ada] = await oauth.app.people("ada");
  const { secret, recoveryCodes } = await enableTotp(ada);
  const linkToken = await linkTokenOf(oauth);
  const refused = await login(oauth, { linkToken });
  assertEquals(refused.body.error.details, { totpRequired: true });
  const [none] = await oauth.app.ctx.sql<{ count: number }[]>`
    select count(*)::int from identities`;
  assertEquals(none!.count, 0);
  ok(await login(oauth, { linkToken, totp: codeOf(secret) }), 200);

  await nextStep(oauth);
  const half = await oauth.visitor().signIn("test");
  assertEquals(errorCode(half, 401), "unauthenticated");
  const { totpRequired, continueToken } = half.body.error.details;
  assertEquals(totpRequired, true);
  const goOn = (totp: string, token = continueToken, provider = "test") =>
    call(oauth.app, `/auth/oauth/${provider}/continue`, { continueToken: token, totp });
  assertEquals(errorCode(await goOn("000000"), 401), "unauthenticated");
  assertEquals(errorCode(await goOn(codeOf(secret), linkToken), 401), "unauthenticated");
  assertEquals(errorCode(await goOn(codeOf(secret), "made-up"), 401), "unauthenticated");
  assertEquals(
    errorCode(await goOn(codeOf(secret), continueToken, "other"), 401),
    "unauthenticated",
  );
  assertEquals(ok(await goOn(codeOf(secret)), 200).data.userId, ada.id);
  await nextStep(oauth);
  assertEquals(errorCode(await goOn(codeOf(secret)), 401), "unauthenticated");

  const again = (await oauth.visitor().signIn("test")).body.error.details.continueToken;
  await oauth.app.ctx.sql`update identity_proofs set expires_at = now() - interval '1 second'`;
  assertEquals(errorCode(await goOn(codeOf(secret), again), 401), "unauthenticated");
  const last = (await oauth.visitor().signIn("test")).body.error.details.continueToken;
  ok(await goOn(recoveryCodes[0]!, last), 200);
});

Deno.test("a continueToken is no linkToken, and opens nothing after its identity is deleted", async () => {
  await using oauth = await startOAuthApp();
  const [ada] = await oauth.app.people("ada");
  const linkToken = await linkTokenOf(oauth);
  ok(await login(oauth, { linkToken }), 200);
  const { secret } = await enableTotp(ada);
  const half = await oauth.visitor().signIn("test");
  const { continueToken } = half.body.error.details;
  // It is no linkToken, and it opens nothing after the identity is deleted.
  const misused = await login(oauth, { linkToken: continueToken, totp: codeOf(secret) });
  assertEquals(errorCode(misused, 422), "unprocessable");
  const { identities } = ok(await ada.get("/security/identities"), 200).data;
  ok(await ada.delete(`/security/identities/${identities[0].identityId}`), 204);
  await nextStep(oauth);
  const body = { continueToken, totp: codeOf(secret) };
  const answer = await call(oauth.app, "/auth/oauth/test/continue", body);
  assertEquals(errorCode(answer, 401), "unauthenticated");
});
