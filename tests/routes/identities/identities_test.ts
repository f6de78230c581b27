import { assertEquals } from "@std/assert";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { type OAuthApp, startOAuthApp } from "../../helpers/people/oauth_app.ts";
import { PASSWORD, Person, send } from "../../helpers/people/person.ts";
import { call } from "../../helpers/people/signing_in.ts";

/** Returns a signed-in person who registered with a provider. */
async function newcomer({ app, visitor }: OAuthApp): Promise<Person> {
  const { userId, accessToken, refreshToken } = ok(await visitor().signIn("test"), 200).data;
  return new Person(app.fetch, "ada.l", userId, accessToken, refreshToken);
}

/** Links the other provider's identity to an account that has a password. */
async function linkOther(oauth: OAuthApp, person: Person): Promise<void> {
  oauth.other.account = { sub: "x", email: `${person.name}@example.com`, email_verified: true };
  const { linkToken } = (await oauth.visitor().signIn("other")).body.error.details;
  const body = { username: person.name, password: PASSWORD, linkToken };
  ok(await call(oauth.app, "/auth/login", body), 200);
}

Deno.test("people see their own identities and unlink them, but never the last way in", async () => {
  await using oauth = await startOAuthApp();
  const ada = await newcomer(oauth);
  const [bob] = await oauth.app.people("bob");
  await linkOther(oauth, bob);
  const { identities, pagination } = ok(await ada.get("/security/identities"), 200).data;
  assertEquals(pagination, { nextCursor: null, hasMore: false });
  assertEquals(
    identities.map(({ provider, email }: Record<string, string>) => ({ provider, email })),
    [{ provider: "test", email: "ada@example.org" }],
  );
  const path = `/security/identities/${identities[0].identityId}`;
  assertEquals(errorCode(await bob.delete(path), 404), "not_found");
  assertEquals(errorCode(await ada.delete(path), 422), "unprocessable");
  ok(await oauth.visitor().signIn("test"), 200);

  const bobs = ok(await bob.get("/security/identities"), 200).data.identities;
  ok(await bob.delete(`/security/identities/${bobs[0].identityId}`), 204);
  const missing = await bob.delete(`/security/identities/${bobs[0].identityId}`);
  assertEquals(errorCode(missing, 404), "not_found");
  assertEquals(errorCode(await oauth.visitor().signIn("other"), 409), "conflict");
});

Deno.test("of two last ways in that are removed at once, one stays", async () => {
  await using oauth = await startOAuthApp();
  const ada = await newcomer(oauth);
  const { sql } = oauth.app.ctx;
  const passkey = crypto.randomUUID();
  await sql`
    insert into passkeys (id, user_id, credential_id, public_key, counter, name)
    values (${passkey}, ${ada.id}, ${passkey}, '\\x00', 0, 'Phone')`;
  const [identity] = ok(await ada.get("/security/identities"), 200).data.identities;
  const answers = await Promise.all([
    ada.delete(`/security/passkeys/${passkey}`),
    ada.delete(`/security/identities/${identity.identityId}`),
  ]);
  assertEquals(answers.map(({ status }) => status).sort(), [204, 422]);
});

Deno.test("identities need a token and a path with a valid id", async () => {
  await using oauth = await startOAuthApp();
  const [ada] = await oauth.app.people("ada");
  for (const [method, path] of [["GET", ""], ["DELETE", `/${crypto.randomUUID()}`]] as const) {
    const anonymous = await send(oauth.app.fetch, method, `/api/v1/security/identities${path}`);
    assertEquals(errorCode(anonymous, 401), "unauthenticated");
  }
  assertEquals(errorCode(await ada.delete("/security/identities/x"), 404), "not_found");
});
