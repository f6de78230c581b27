import { assertEquals, assertRejects } from "@std/assert";
import { exportPKCS8, generateKeyPair, importPKCS8, type JWTPayload, SignJWT } from "jose";
import { AccessTokens } from "../../../lib/security/access_tokens.ts";
import { AppError } from "../../../lib/errors.ts";

const KEY = new Uint8Array(32).fill(7);
const LIFE_SECONDS = 900;
const USER = "0190a000-0000-7000-8000-000000000001";
const SESSION = "0190a000-0000-7000-8000-000000000002";
const tokens = () => new AccessTokens(KEY, LIFE_SECONDS);

const now = () => Math.floor(Date.now() / 1000);
const rightClaims = (): JWTPayload => ({
  sub: USER,
  sid: SESSION,
  iss: "tintype",
  aud: "tintype-api",
  iat: now(),
  exp: now() + 60,
});
const RIGHT_HEADER = { alg: "HS256", typ: "at+jwt" };

function signed(
  claims: JWTPayload,
  header: { alg: string; typ?: string; [name: string]: unknown } = RIGHT_HEADER,
  key: Uint8Array = KEY,
) {
  return new SignJWT(claims).setProtectedHeader(header).sign(key);
}

function unsigned(header: unknown, claims: unknown, signature = ""): string {
  const part = (value: unknown) =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64(URL_SAFE);
  return `${part(header)}.${part(claims)}.${signature}`;
}
const URL_SAFE = { alphabet: "base64url", omitPadding: true } as const;

async function refusal(token: string, at?: number): Promise<string> {
  const error = await assertRejects(() => tokens().verify(token, at), AppError);
  return (error as AppError).code;
}

Deno.test("an issued token names its user until it expires", async () => {
  const at = Date.now();
  const token = await tokens().issue(USER, SESSION, at);
  const claims = await tokens().verify(token, at);
  const expiresAt = (Math.floor(at / 1000) + LIFE_SECONDS) * 1000;
  assertEquals(claims, { userId: USER, sessionId: SESSION, expiresAt });
  assertEquals(await refusal(token, expiresAt), "token_expired");
});

Deno.test("a token that was verified before still expires", async () => {
  const known = tokens();
  const at = Date.now();
  const token = await known.issue(USER, SESSION, at);
  await known.verify(token, at);
  const late = at + LIFE_SECONDS * 1000;
  const error = await assertRejects(() => known.verify(token, late), AppError);
  assertEquals((error as AppError).code, "token_expired");
});

Deno.test("the hand-made token of these tests is valid if nothing is changed", async () => {
  assertEquals((await tokens().verify(await signed(rightClaims()))).userId, USER);
});

Deno.test("a token without a signature is refused", async () => {
  for (const alg of ["none", "None", "NONE", "nOnE"]) {
    const token = unsigned({ ...RIGHT_HEADER, alg }, rightClaims());
    assertEquals(await refusal(token), "unauthenticated");
  }
  const [head, body] = (await signed(rightClaims())).split(".");
  assertEquals(await refusal(`${head}.${body}.`), "unauthenticated");
});

Deno.test("a token signed with another algorithm is refused, also with our key", async () => {
  const long = new Uint8Array(64).fill(7);
  for (const alg of ["HS384", "HS512"]) {
    assertEquals(
      await refusal(await signed(rightClaims(), { ...RIGHT_HEADER, alg }, long)),
      "unauthenticated",
    );
  }
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const key = await importPKCS8(await exportPKCS8(privateKey), "RS256");
  const token = await new SignJWT(rightClaims())
    .setProtectedHeader({ ...RIGHT_HEADER, alg: "RS256" }).sign(key);
  assertEquals(await refusal(token), "unauthenticated");
});

Deno.test("a token signed with another key is refused, whatever key it contains", async () => {
  const other = new Uint8Array(32).fill(8);
  const k = other.toBase64(URL_SAFE);
  for (const more of [{}, { jwk: { kty: "oct", k } }, { kid: "../../dev/null" }]) {
    const token = await signed(rightClaims(), { ...RIGHT_HEADER, ...more }, other);
    assertEquals(await refusal(token), "unauthenticated");
  }
});

Deno.test("a token of another type, issuer or audience is refused", async () => {
  assertEquals(await refusal(await signed(rightClaims(), { alg: "HS256" })), "unauthenticated");
  const plain = { alg: "HS256", typ: "JWT" };
  assertEquals(await refusal(await signed(rightClaims(), plain)), "unauthenticated");
  const wrong = [{ iss: "somebody" }, { iss: undefined }, { aud: "other-api" }, { aud: undefined }];
  for (const change of wrong) {
    const token = await signed({ ...rightClaims(), ...change } as JWTPayload);
    assertEquals(await refusal(token), "unauthenticated");
  }
});

Deno.test("a token that lacks a claim or is not valid yet is refused", async () => {
  for (const name of ["sub", "sid", "exp", "iat"]) {
    const claims = rightClaims();
    delete claims[name];
    assertEquals(await refusal(await signed(claims)), "unauthenticated", name);
  }
  assertEquals(
    await refusal(await signed({ ...rightClaims(), nbf: now() + 60 })),
    "unauthenticated",
  );
});

Deno.test("an expired token is reported as expired only if it was ours", async () => {
  const old = { ...rightClaims(), exp: now() - 1 };
  assertEquals(await refusal(await signed(old)), "token_expired");
  const forged = await signed(old, RIGHT_HEADER, new Uint8Array(32).fill(8));
  assertEquals(await refusal(forged), "unauthenticated");
});

Deno.test("changed claims and malformed texts are refused", async () => {
  const [head, , mac] = (await signed(rightClaims())).split(".");
  const forged = unsigned(RIGHT_HEADER, { ...rightClaims(), sub: SESSION }).split(".")[1];
  assertEquals(await refusal(`${head}.${forged}.${mac}`), "unauthenticated");
  for (const text of ["", ".", "..", "a.b.c", "null", "a".repeat(10_000)]) {
    assertEquals(await refusal(text), "unauthenticated");
  }
});
