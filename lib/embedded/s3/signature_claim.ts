import { S3Error } from "./answers.ts";

const SKEW_MILLISECONDS = 15 * 60 * 1000;
const PRESIGNED_LIFE_SECONDS_MAX = 7 * 24 * 3600;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^\s,]+),\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/;
const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** A request's claims about its own signature. */
export interface Claim {
  credential: string;
  signedHeaders: string[];
  signature: string;
  date: string;
  payload: string;
}

/**
 * Reads the claim from headers or query. Throws if it is malformed or stale; null if there is none.
 */
export function readClaim(request: Request, url: URL, now: number): Claim | null {
  const authorization = request.headers.get("authorization");
  const presigned = [...url.searchParams.keys()].some((name) => /^x-amz-/i.test(name));
  if (authorization !== null && presigned) {
    throw new S3Error("InvalidArgument", "Only one way of signing is allowed");
  }
  const claim = authorization !== null
    ? claimOfHeaders(request, authorization)
    : presigned
    ? claimOfQuery(request, url)
    : null;
  if (!claim) return null;
  if (claim.payload !== "UNSIGNED-PAYLOAD" && !/^[0-9a-f]{64}$/.test(claim.payload)) {
    throw new S3Error("NotImplemented", "Bodies signed in chunks are not supported");
  }
  requireFreshness(claim.date, presigned ? url.searchParams.get("X-Amz-Expires") : null, now);
  return claim;
}

function claimOfHeaders(request: Request, authorization: string): Claim {
  const [, credential, names, signature] = AUTHORIZATION.exec(authorization) ?? [];
  const date = request.headers.get("x-amz-date");
  const payload = request.headers.get("x-amz-content-sha256");
  if (!credential || !names || !signature || !date || !payload) {
    throw new S3Error("AuthorizationHeaderMalformed");
  }
  return { credential, signedHeaders: names.split(";"), signature, date, payload };
}

function claimOfQuery(request: Request, url: URL): Claim {
  const one = (name: string, form: RegExp) => {
    const [value, ...others] = url.searchParams.getAll(name);
    if (value !== undefined && others.length === 0 && form.test(value)) return value;
    throw new S3Error("AccessDenied", `${name} is missing or malformed`);
  };
  one("X-Amz-Algorithm", /^AWS4-HMAC-SHA256$/);
  one("X-Amz-Expires", /^\d{1,6}$/);
  return {
    credential: one("X-Amz-Credential", /^\S+$/),
    signedHeaders: one("X-Amz-SignedHeaders", /^[a-z0-9;-]+$/).split(";"),
    signature: one("X-Amz-Signature", /^[0-9a-f]{64}$/),
    date: one("X-Amz-Date", DATE),
    payload: request.headers.get("x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD",
  };
}

function requireFreshness(date: string, expires: string | null, now: number): void {
  const signedAt = Date.parse(date.replace(DATE, "$1-$2-$3T$4:$5:$6Z"));
  if (Number.isNaN(signedAt)) throw new S3Error("AccessDenied", "The date is malformed");
  if (signedAt > now + SKEW_MILLISECONDS) throw new S3Error("RequestTimeTooSkewed");
  if (expires === null) {
    if (signedAt < now - SKEW_MILLISECONDS) throw new S3Error("RequestTimeTooSkewed");
    return;
  }
  const seconds = Number(expires);
  if (seconds < 1 || seconds > PRESIGNED_LIFE_SECONDS_MAX) {
    throw new S3Error("AccessDenied", "X-Amz-Expires is out of range");
  }
  if (now > signedAt + seconds * 1000) throw new S3Error("AccessDenied", "Request has expired");
}
