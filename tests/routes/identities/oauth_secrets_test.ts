import { assert, assertEquals } from "@std/assert";
import { decodeJwt } from "jose";
import type { Log } from "../../../lib/log/log.ts";
import { CLIENT, startOAuthApp } from "../../helpers/people/oauth_app.ts";
import type { ProviderAnswer } from "../../helpers/people/oidc_provider.ts";

Deno.test("no secret of a sign-in is in any log line or refusal, whatever the provider does", async () => {
  const lines: string[] = [];
  const note = (message: string, fields?: unknown) =>
    void lines.push(`${message} ${Deno.inspect(fields, { depth: 20, strAbbreviateSize: 1e6 })}`);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  await using oauth = await startOAuthApp({}, log);
  const secrets: string[] = [CLIENT.clientSecret];
  const refusals: string[] = [];
  const spoilings: ((answer: ProviderAnswer) => void)[] = [
    () => {},
    (answer) => answer.status = 500,
    (answer) => answer.body = { error: "invalid_client", error_description: secrets.join() },
    (answer) => answer.body = { ...answer.body, id_token: "not.a.token" },
    (answer) => answer.body = { ...answer.body, access_token: 7 },
    (answer) => answer.body = `{"access_token": "${secrets.join()}",,`,
  ];
  for (const spoil of spoilings) {
    oauth.provider.misbehave = (answer) => {
      if (answer.path !== "/token") return;
      const { id_token: idToken, access_token: accessToken } = answer.body;
      secrets.push(idToken, accessToken, decodeJwt(idToken).nonce as string);
      spoil(answer);
    };
    const visitor = oauth.visitor();
    const begun = await visitor.begin("test");
    secrets.push(visitor.cookies.split("=")[1]!, begun.searchParams.get("state")!);
    const url = await visitor.authorize(begun);
    secrets.push(url.searchParams.get("code")!);
    const answer = await visitor.comeBack(url);
    if (answer.status === 200) secrets.push(answer.data.accessToken, answer.data.refreshToken);
    else refusals.push(JSON.stringify(answer.body));
  }
  assertEquals(refusals.length, spoilings.length - 1);
  assert(lines.some((line) => line.includes("/auth/oauth/:provider/callback")));
  assert(lines.some((line) => line.includes("unavailable")));
  for (const secret of secrets) {
    assert(secret.length > 20);
    for (const text of [...lines, ...refusals]) assert(!text.includes(secret), text);
  }
});
