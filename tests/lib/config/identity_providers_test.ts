import { assert, assertEquals, assertThrows } from "@std/assert";
import { readConfig } from "../../../lib/config/mod.ts";
import { providersOf } from "../../../lib/config/identity_providers.ts";

const DEVELOPMENT = { MODE: "development" };
const PRODUCTION = { MODE: "production", EMBEDDED: "allow" };
const LINE = {
  name: "example",
  issuer: "https://id.example.com",
  clientId: "tintype",
  clientSecret: "canary-secret",
};
const withLines = (...lines: unknown[]) => ({ OIDC_PROVIDERS: JSON.stringify(lines) });

Deno.test("Google and other providers can be configured together, or none at all", () => {
  assertEquals(providersOf(readConfig(DEVELOPMENT)), []);
  const google = {
    GOOGLE_CLIENT_ID: "id",
    GOOGLE_CLIENT_SECRET: "secret",
    GOOGLE_REDIRECT_URIS: "https://app.example.com/back, com.example.app:/back",
  };
  const providers = providersOf(readConfig({ ...PRODUCTION, ...google, ...withLines(LINE) }));
  assertEquals(providers.map(({ name, issuer, redirectUris }) => [name, issuer, redirectUris]), [
    ["google", "https://accounts.google.com", [
      "https://app.example.com/back",
      "com.example.app:/back",
    ]],
    ["example", "https://id.example.com", []],
  ]);
});

Deno.test("a wrongly configured provider stops the program at its start, without showing its secret", () => {
  const local = { ...LINE, issuer: "http://127.0.0.1:9000" };
  const wrongs: Record<string, string>[] = [
    { ...DEVELOPMENT, OIDC_PROVIDERS: '[{"clientSecret":"canary-secret"' },
    { ...DEVELOPMENT, OIDC_PROVIDERS: '{"clientSecret":"canary-secret"}' },
    { ...DEVELOPMENT, ...withLines({ ...LINE, clientSecret: undefined }) },
    { ...DEVELOPMENT, ...withLines({ ...LINE, scope: "everything" }) },
    { ...DEVELOPMENT, ...withLines({ ...LINE, name: "../admin" }) },
    { ...DEVELOPMENT, ...withLines({ ...LINE, redirectUris: ["https://a.example/#b"] }) },
    { ...DEVELOPMENT, ...withLines(LINE, LINE) },
    { ...DEVELOPMENT, ...withLines({ ...LINE, issuer: "http://id.example.com" }) },
    { ...DEVELOPMENT, ...withLines({ ...LINE, issuer: "https://id.example.com?x=1" }) },
    { ...PRODUCTION, ...withLines(local) },
    { ...DEVELOPMENT, GOOGLE_CLIENT_ID: "id" },
    { ...DEVELOPMENT, GOOGLE_CLIENT_SECRET: "canary-secret" },
  ];
  for (const env of wrongs) {
    const error = assertThrows(() => readConfig(env), Error, "The configuration cannot be used");
    assert(!error.message.includes("canary-secret"), error.message);
  }
  assertEquals(providersOf(readConfig({ ...DEVELOPMENT, ...withLines(local) })).length, 1);
});
