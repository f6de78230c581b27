import { Buffer } from "node:buffer";
import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import { newId } from "../../../domain/ids.ts";

/** A claim set or a header of any shape. */
export type Json = Record<string, unknown>;

/** The material of forged tokens: our own key, and two people with their sessions. */
export interface Forge {
  key: Uint8Array;
  good: string;
  claims: Json & { sub: string; sid: string; iat: number; exp: number };
  other: { userId: string; sessionId: string };
  revokedSessionId: string;
}

const RIGHT = { alg: "HS256", typ: "at+jwt" };
const DAY = 86_400;
const base64 = (data: string | Uint8Array) => Buffer.from(data).toString("base64url");
const part = (value: unknown) => base64(JSON.stringify(value));
const mac = (key: Uint8Array, text: string, hash = "sha256") =>
  base64(createHmac(hash, key).update(text).digest());

/** Signs a token of any header and claims with HMAC; texts are used unchanged. */
export function sign(key: Uint8Array, header: Json | string, claims: Json | string, hash?: string) {
  const [head, body] = [header, claims]
    .map((value) => typeof value === "string" ? base64(value) : part(value));
  return `${head}.${body}.${mac(key, `${head}.${body}`, hash)}`;
}

/** Returns forged tokens, and our own tokens used wrongly, each with its fault. */
export function forgedTokens(forge: Forge): [string, string][] {
  return [...algorithms(forge), ...headers(forge), ...claims(forge), ...spellings(forge)];
}

function algorithms({ key, claims }: Forge): [string, string][] {
  const body = part(claims);
  const unsigned = ["none", "None", "NONE", "nOnE", "none ", ""].flatMap((alg) => {
    const head = part({ ...RIGHT, alg });
    return [
      [`alg "${alg}" with an empty signature`, `${head}.${body}.`],
      [`alg "${alg}" with our signature`, `${head}.${body}.${mac(key, `${head}.${body}`)}`],
    ] as [string, string][];
  });
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();
  const head = part({ ...RIGHT, alg: "RS256" });
  const rs256 = base64(createSign("RSA-SHA256").update(`${head}.${body}`).sign(rsa.privateKey));
  const { alg: _, ...noAlg } = RIGHT;
  return [
    ...unsigned,
    ["HS384 with our key", sign(key, { ...RIGHT, alg: "HS384" }, claims, "sha384")],
    ["HS512 with our key", sign(key, { ...RIGHT, alg: "HS512" }, claims, "sha512")],
    ["hs256 in lower case", sign(key, { ...RIGHT, alg: "hs256" }, claims)],
    ["a list of algorithms", sign(key, { ...RIGHT, alg: ["HS256", "none"] }, claims)],
    ["no algorithm", sign(key, noAlg, claims)],
    ["RS256 with a key of their own", `${head}.${body}.${rs256}`],
    ["HS256 with a public key as the secret", sign(Buffer.from(pem), RIGHT, claims)],
    ["an empty key", sign(new Uint8Array(), RIGHT, claims)],
    ["a key of zeros", sign(new Uint8Array(32), RIGHT, claims)],
    ["the secret instead of the key", sign(SECRET, RIGHT, claims)],
  ];
}

// The secret that the tests configure. The keys are derived from it, and it is no key itself.
const SECRET = new TextEncoder().encode("a secret for tests that is long enough");

function headers({ key, claims }: Forge): [string, string][] {
  const theirs = new Uint8Array(32).fill(9);
  const jwk = { kty: "oct", k: base64(theirs), alg: "HS256" };
  const added: [string, Json][] = [
    ["kid", { kid: "1" }],
    ["kid that is a path", { kid: "../../../../dev/null" }],
    ["kid that is SQL", { kid: "' union select 'key" }],
    ["jku", { jku: "https://keys.example.com/jwks.json" }],
    ["x5u", { x5u: "https://keys.example.com/chain.pem" }],
    ["jwk", { jwk }],
    ["x5c", { x5c: [base64("certificate")] }],
    ["crit", { crit: ["exp"] }],
    ["b64", { b64: false, crit: ["b64"] }],
    ["zip", { zip: "DEF" }],
  ];
  return [
    ...added.flatMap(([name, more]) =>
      [
        [`${name}, signed with our key`, sign(key, { ...RIGHT, ...more }, claims)],
        [`${name}, signed with theirs`, sign(theirs, { ...RIGHT, ...more }, claims)],
      ] as [string, string][]
    ),
    ["typ left out", sign(key, { alg: "HS256" }, claims)],
    ["typ JWT", sign(key, { ...RIGHT, typ: "JWT" }, claims)],
    ["typ of an id token", sign(key, { ...RIGHT, typ: "id_token+jwt" }, claims)],
    ["typ in capitals", sign(key, { ...RIGHT, typ: "AT+JWT" }, claims)],
    ["typ that is a list", sign(key, { ...RIGHT, typ: ["at+jwt"] }, claims)],
    ["a header that is no JSON", sign(key, "{alg:HS256}", claims)],
    ["a header that is a list", sign(key, "[]", claims)],
    ["alg given twice", sign(key, '{"alg":"none","alg":"HS256","typ":"at+jwt"}', claims)],
  ];
}

function claims({ key, claims, other, revokedSessionId }: Forge): [string, string][] {
  const with_ = (change: Json) => sign(key, RIGHT, { ...claims, ...change });
  const now = Math.floor(Date.now() / 1000);
  const wrong: [string, Json][] = [
    ["aud of another service", { aud: "other-api" }],
    ["aud that is a list", { aud: ["tintype-api", "other-api"] }],
    ["aud that is a list of ours alone", { aud: ["tintype-api"] }],
    ["aud in capitals", { aud: "TINTYPE-API" }],
    ["iss of another service", { iss: "https://accounts.example.com" }],
    ["iss that is a list", { iss: ["tintype"] }],
    ["iss with a space", { iss: "tintype " }],
    ["exp in the past", { exp: now - 1, iat: now - 60 }],
    ["exp that is a text", { exp: String(now + 60) }],
    ["exp that is not whole", { exp: now + 60.5 }],
    ["exp that is a list", { exp: [now + 60] }],
    ["exp of zero", { exp: 0 }],
    ["exp in a far year", { exp: 99_999_999_999 }],
    ["exp two days on", { exp: now + 2 * DAY }],
    ["nbf in the future", { nbf: now + 3600 }],
    ["nbf that is a text", { nbf: String(now) }],
    ["iat in the future", { iat: now + 3600, exp: now + 3700 }],
    ["iat that is a text", { iat: String(now) }],
    ["sub of another person", { sub: other.userId }],
    ["sub that is a number", { sub: 1 }],
    ["sub that is a list", { sub: [claims.sub] }],
    ["sub in capitals", { sub: claims.sub.toUpperCase() }],
    ["sub with a zero byte", { sub: `${claims.sub}\0` }],
    ["sid of another person", { sid: other.sessionId }],
    ["sid of nobody", { sid: newId() }],
    ["sid of a session that was revoked", { sid: revokedSessionId }],
    ["sid that is no id", { sid: "1' or '1'='1" }],
    ["sid that is a list", { sid: [claims.sid] }],
    ["sid that is the user", { sid: claims.sub }],
  ];
  const left = ["sub", "sid", "aud", "iss", "exp", "iat"];
  return [
    ...wrong.map(([name, change]): [string, string] => [name, with_(change)]),
    ...left.map((name): [string, string] => [`${name} left out`, with_({ [name]: undefined })]),
    ...left.map((name): [string, string] => [`${name} that is null`, with_({ [name]: null })]),
    [
      "exp that is not a number",
      sign(key, RIGHT, JSON.stringify({ ...claims, exp: 0 }).replace('"exp":0', '"exp":NaN')),
    ],
    [
      "exp beyond all numbers",
      sign(key, RIGHT, JSON.stringify({ ...claims, exp: 0 }).replace('"exp":0', '"exp":1e999')),
    ],
    ["claims that are no JSON", sign(key, RIGHT, "claims")],
    ["claims that are null", sign(key, RIGHT, "null")],
    ["claims that are a list", sign(key, RIGHT, "[]")],
  ];
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

function spellings({ key, good, claims, other }: Forge): [string, string][] {
  const [head, body, signature] = good.split(".") as [string, string, string];
  const forged = part({ ...claims, sub: other.userId, sid: other.sessionId });
  // Two bits of the last character are unused: a signature has four spellings.
  const last = ALPHABET.indexOf(signature.at(-1)!);
  const twins = [1, 2, 3].map((bits) => signature.slice(0, -1) + ALPHABET[last ^ bits]);
  return [
    ["claims of another person under a signature of ours", `${head}.${forged}.${signature}`],
    ["a signature with its first character changed", swap(good, head.length + body.length + 2)],
    ["a header with a character changed", swap(good, 5)],
    ["claims with a character changed", swap(good, head.length + 8)],
    ...twins.map((twin, n): [string, string] => [
      `another spelling of the signature (${n})`,
      `${head}.${body}.${twin}`,
    ]),
    ["a signature cut short by one", good.slice(0, -1)],
    ["half a signature", `${head}.${body}.${signature.slice(0, 21)}`],
    ["no signature", `${head}.${body}.`],
    ["no signature and no dot", `${head}.${body}`],
    ["a signature that goes on", `${good}AA`],
    ["a signature twice", `${good}${signature}`],
    ["a fourth part", `${good}.${signature}`],
    ["padding", `${good}=`],
    ["the standard alphabet", `${head}.${body}.${signature.slice(0, -2)}+/`],
    ["a percent sign for a dot", good.replaceAll(".", "%2E")],
    ["a dot first", `.${good}`],
    ["only dots", ".."],
    ["five parts, as if encrypted", `${head}..${body}.${signature}.${signature}`],
    ["all in lower case", good.toLowerCase()],
    ["quoted", `"${good}"`],
    ["claims encoded twice", sign(key, RIGHT, part(claims))],
    ["a megabyte", `${head}.${"A".repeat(1_000_000)}.${signature}`],
  ];
}

function swap(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}
