import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { LRUCache } from "lru-cache";
import { byteBound } from "../byte_bound.ts";
import { AppError } from "../errors.ts";

/** The claims of an access token. */
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
/**
 * The exact header of our tokens. Any other one, such as one with key ids, URLs or another
 * algorithm, is refused.
 */
const HEADER = encode(JSON.stringify({ alg: ALGORITHM, typ: TYPE }));
// 32 bytes are 43 characters, and the last one has two spare bits. Requiring zeros there gives each
// signature one spelling.
const REST = /^\.[A-Za-z0-9_-]{1,1000}\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** We issue no token with a longer life, whatever the configuration says. */
const LIFE_SECONDS_MAX = 24 * 60 * 60;
/** The largest difference between the clocks of two instances. */
const SKEW_SECONDS = 60;

/**
 * Issues and verifies access tokens: short-lived JWTs with a pinned algorithm, type and audience.
 */
export class AccessTokens {
  readonly #key: Uint8Array;
  readonly lifeSeconds: number;
  // Verifying a signature costs more than a feed read, and a valid token stays valid.
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

  /**
   * Returns the claims of a token. Throws `token_expired`, or `unauthenticated` for any other
   * fault.
   */
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
      throw new AppError("unauthenticated", "Invalid access token.", { cause });
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
  return new AppError("token_expired", "The access token has expired. Refresh it.");
}
