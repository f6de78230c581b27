import { assertEquals, assertRejects } from "@std/assert";
import { IdentityProvider } from "../../../lib/oidc/provider.ts";
import { AppError } from "../../../lib/errors.ts";
import { providerLine } from "../../helpers/people/oauth_app.ts";
import { TestProvider } from "../../helpers/people/oidc_provider.ts";

const HOUR_MS = 3_600_000;
const BINDING = {
  redirectUri: "https://app.example.com/signed-in",
  codeVerifier: "v".repeat(43),
  nonce: "n",
};
const DISCOVERY = "GET /.well-known/openid-configuration";

function open({ issuer }: TestProvider, now: () => number) {
  return new IdentityProvider(providerLine("test", issuer), { deadlineMs: 2000, now });
}

Deno.test("a provider's metadata is read again after an hour, once for all requests", async () => {
  await using server = await TestProvider.open([]);
  let now = 0;
  const provider = open(server, () => now);
  const ask = () => provider.signInUrl("s", BINDING);
  await Promise.all([ask(), ask(), ask()]);
  now += HOUR_MS - 1;
  await ask();
  assertEquals(server.requests, [DISCOVERY]);
  now += 1;
  server.misbehave = (answer) => {
    answer.body = { ...answer.body, authorization_endpoint: `${server.issuer}/moved` };
  };
  const urls = await Promise.all([ask(), ask()]);
  assertEquals(urls.map(({ pathname }) => pathname), ["/moved", "/moved"]);
  assertEquals(server.requests, [DISCOVERY, DISCOVERY]);
});

Deno.test("a provider that is temporarily away is used for a day with its old metadata", async () => {
  await using server = await TestProvider.open([]);
  let now = 0;
  const provider = open(server, () => now);
  await provider.signInUrl("s", BINDING);
  server.misbehave = (answer) => void (answer.status = 503);
  now += 2 * HOUR_MS;
  assertEquals((await provider.signInUrl("s", BINDING)).pathname, "/auth");
  now += 22 * HOUR_MS;
  const error = await assertRejects(() => provider.signInUrl("s", BINDING), AppError);
  assertEquals(error.code, "unavailable");
});
