import { assertEquals } from "@std/assert";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { FORGED_TOKENS, forgeTokens } from "../../helpers/people/forged_id_tokens.ts";
import { type OAuthApp, startOAuthApp } from "../../helpers/people/oauth_app.ts";

async function countSessions({ app }: OAuthApp): Promise<number> {
  const [row] = await app.ctx.sql<{ count: number }[]>`select count(*)::int from sessions`;
  return row!.count;
}

Deno.test("no forged ID token signs anybody in", async () => {
  await using oauth = await startOAuthApp();
  ok(await oauth.visitor().signIn("test"), 200);
  for (const [name, forge] of Object.entries(FORGED_TOKENS)) {
    forgeTokens(oauth.provider, forge);
    const answer = await oauth.visitor().signIn("test");
    assertEquals([name, errorCode(answer, 401)], [name, "unauthenticated"]);
  }
  assertEquals(await countSessions(oauth), 1);
  // The forging itself is not the reason of the refusals.
  forgeTokens(oauth.provider, (provider, claims) => provider.sign(claims));
  ok(await oauth.visitor().signIn("test"), 200);
});

Deno.test("weak signatures are refused even from a provider that announces them", async () => {
  await using oauth = await startOAuthApp();
  const weak = ["alg none", "HS256 with the client's secret", "HS256 with the public key"];
  for (const name of weak) {
    forgeTokens(oauth.provider, FORGED_TOKENS[name]!);
    const forge = oauth.provider.misbehave;
    oauth.provider.misbehave = (answer) => {
      if (answer.path.endsWith("openid-configuration")) {
        answer.body = { ...answer.body, id_token_signing_alg_values_supported: ["HS256", "none"] };
      }
      return forge(answer);
    };
    assertEquals([name, errorCode(await oauth.visitor().signIn("test"), 401)], [
      name,
      "unauthenticated",
    ]);
  }
  assertEquals(await countSessions(oauth), 0);
});

Deno.test("a provider may change its keys at any time, and the old ones open nothing", async () => {
  await using oauth = await startOAuthApp();
  const { userId } = ok(await oauth.visitor().signIn("test"), 200).data;
  const old = oauth.provider.signing;
  await oauth.provider.rotateKeys();
  assertEquals(ok(await oauth.visitor().signIn("test"), 200).data.userId, userId);
  forgeTokens(oauth.provider, (provider, claims) => {
    const current = provider.signing;
    provider.signing = old;
    const token = provider.sign(claims);
    provider.signing = current;
    return token;
  });
  assertEquals(errorCode(await oauth.visitor().signIn("test"), 401), "unauthenticated");
});

Deno.test("keys and discovery are read once for many sign-ins", async () => {
  await using oauth = await startOAuthApp();
  for (let count = 0; count < 3; count++) ok(await oauth.visitor().signIn("test"), 200);
  const reads = (path: string) =>
    oauth.provider.requests.filter((request) => request === `GET ${path}`).length;
  assertEquals([reads("/.well-known/openid-configuration"), reads("/jwks")], [1, 1]);
});

Deno.test("another person with the same address at the provider is another person", async () => {
  await using oauth = await startOAuthApp();
  ok(await oauth.visitor().signIn("test"), 200);
  oauth.provider.account = { ...oauth.provider.account, sub: "sub-eve" };
  const answer = await oauth.visitor().signIn("test");
  assertEquals(errorCode(answer, 409), "conflict");
  assertEquals(answer.body.error.details.field, "email");
  // The same subject at another issuer is an unknown identity, too.
  assertEquals(errorCode(await oauth.visitor().signIn("other"), 409), "conflict");
  assertEquals(await countSessions(oauth), 1);
});

Deno.test("an address counts only if the provider has verified it", async () => {
  await using oauth = await startOAuthApp();
  const { account } = oauth.provider;
  const { email: _, ...withoutEmail } = account;
  const unverified = [
    { ...account, email_verified: false },
    { ...account, email_verified: undefined },
    { ...account, email_verified: "false" },
    { ...account, email_verified: 1 },
    { ...account, email: "not an address" },
    withoutEmail,
  ] as typeof account[];
  for (const wrong of unverified) {
    oauth.provider.account = wrong;
    const answer = await oauth.visitor().signIn("test");
    assertEquals(errorCode(answer, 422), "unprocessable", JSON.stringify(wrong));
  }
  oauth.provider.account = account;
  ok(await oauth.visitor().signIn("test"), 200);
  // After the linking, only the subject counts.
  oauth.provider.account = { ...account, email: "new@example.org", email_verified: false };
  ok(await oauth.visitor().signIn("test"), 200);
});

Deno.test("claims of UserInfo about another subject are ignored", async () => {
  await using oauth = await startOAuthApp();
  oauth.provider.misbehave = (answer) => {
    if (answer.path === "/me") answer.body = { ...answer.body, sub: "sub-eve" };
  };
  assertEquals(errorCode(await oauth.visitor().signIn("test"), 401), "unauthenticated");
});
