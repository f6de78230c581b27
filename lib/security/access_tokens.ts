import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { LRUCache } from "lru-cache";
import { byteBound } from "../byte_bound.ts";
import { AppError } from "../errors.ts";

/** What an access token says. */
export interface AccessClaims {
  userId: string;
  sessionId: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

const ALGORITHM = "HS256";
const TYPE = "at+jwt"; // RFC 9068
const ISSUER = "tintype";
const AUDIENCE = "tintype-api";
const REMEMBERED_BYTES = 8 * 1024 ** 2;
/** Our header to the letter: what names keys, addresses or another algorithm is not ours. */
const HEADER = encode(JSON.stringify({ alg: ALGORITHM, typ: TYPE }));
// 32 bytes are 43 characters, of which the last has two bits left over: with these at zero, each
// signature has one spelling.
const REST = /^\.[A-Za-z0-9_-]{1,1000}\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** No token that we issue lives longer, whatever the configuration. */
const LIFE_SECONDS_MAX = 24 * 60 * 60;
/** How far the clocks of two instances may be apart. */
const SKEW_SECONDS = 60;

/** Issues and checks access tokens: short-lived JWTs with a pinned algorithm, type and audience. */
export class AccessTokens {
  readonly #key: Uint8Array;
  readonly lifeSeconds: number;
  // Checking a signature costs more than a feed read; a token that was right stays right.
  readonly #known = new LRUCache<string, AccessClaims>(byteBound(REMEMBERED_BYTES));

  constructor(key: Uint8Array, lifeSeconds: number) {
    this.#key = key;
    this.lifeSeconds = Math.round(lifeSeconds);
  }

  issue(userId: string, sessionId: string, now: number = Date.now()): Promise<string> {
    const seconds = Math.floor(now / 1000);
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setSubject(userId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + this.lifeSeconds)
      .sign(this.#key);
  }

  /** The claims of a token. Throws `token_expired`, or `unauthenticated` for anything else amiss. */
  async verify(token: string, now: number = Date.now()): Promise<AccessClaims> {
    const known = this.#known.get(token);
    const claims = known ?? await this.#check(token, now);
    if (claims.expiresAt <= now) throw expired();
    if (known === undefined) this.#known.set(token, claims);
    return claims;
  }

  async #check(token: string, now: number): Promise<AccessClaims> {
    try {
      if (!token.startsWith(HEADER) || !REST.test(token.slice(HEADER.length))) {
        throw new Error("The token is not written as ours are");
      }
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ["sub", "sid", "exp", "iat"],
        currentDate: new Date(now),
      });
      return claimsOf(payload, now);
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw expired();
      throw new AppError("unauthenticated", "The access token is not valid", { cause });
    }
  }
}

function claimsOf({ sub, sid, aud, iat, exp }: JWTPayload, now: number): AccessClaims {
  const isOurs = typeof sub === "string" && ID.test(sub) && typeof sid === "string" &&
    ID.test(sid) && aud === AUDIENCE && Number.isInteger(iat) && Number.isInteger(exp);
  if (!isOurs) throw new Error("The claims are not of our making");
  if (iat! * 1000 > now + SKEW_SECONDS * 1000) throw new Error("The token is from the future");
  if (exp! - iat! > LIFE_SECONDS_MAX) throw new Error("The token lives longer than any of ours");
  return { userId: sub, sessionId: sid, expiresAt: exp! * 1000 };
}

function encode(text: string): string {
  return new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
}

function expired(): AppError {
  return new AppError("token_expired", "The access token has expired; refresh it");
}
