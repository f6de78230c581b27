import { errors, jwtVerify, SignJWT } from "jose";
import { LRUCache } from "lru-cache";
import { AppError } from "./errors.ts";

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
const REMEMBERED = 20_000;

/** Issues and checks access tokens: short-lived JWTs with a pinned algorithm, type and audience. */
export class AccessTokens {
  readonly #key: Uint8Array;
  readonly lifeSeconds: number;
  // Checking a signature costs more than a feed read; a token that was right stays right.
  readonly #known = new LRUCache<string, AccessClaims>({ max: REMEMBERED });

  constructor(key: Uint8Array, lifeSeconds: number) {
    this.#key = key;
    this.lifeSeconds = lifeSeconds;
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
    const claims = this.#known.get(token) ?? await this.#check(token, now);
    if (claims.expiresAt <= now) throw expired();
    this.#known.set(token, claims);
    return claims;
  }

  async #check(token: string, now: number): Promise<AccessClaims> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ["sub", "sid", "exp", "iat"],
        currentDate: new Date(now),
      });
      const { sub, sid, exp } = payload;
      return { userId: String(sub), sessionId: String(sid), expiresAt: exp! * 1000 };
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw expired();
      throw new AppError("unauthenticated", "The access token is not valid", { cause });
    }
  }
}

function expired(): AppError {
  return new AppError("token_expired", "The access token has expired; refresh it");
}
