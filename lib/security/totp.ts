import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { Secret, TOTP } from "otpauth";

const SECRET_BYTES = 20; // RFC 4226 §4 wants 160 bits
const PERIOD_SECONDS = 30;
// One step to either side, for inexact clocks and slow people (RFC 6238 §5.2).
const WINDOW = 1;
const RECOVERY_CODES = 10;
const RECOVERY_BYTES = 10;

/** Creates a shared secret for an authenticator app, in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** Returns the URI that an authenticator app reads from a QR code. */
export function otpauthUri(secret: string, username: string): string {
  return totp(secret, username).toString();
}

/** Returns the time step of the code, or null if it is wrong; `now` in milliseconds since 1970. */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const delta = totp(secret).validate({ token: code, timestamp: now, window: WINDOW });
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_SECONDS) + delta;
}

/** Creates single-use codes for signing in without the app. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
}

/** Creates a recovery code: 80 random bits as five groups of four hex digits. */
export function newRecoveryCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(RECOVERY_BYTES));
  return Buffer.from(bytes).toString("hex").match(/.{4}/g)!.join("-");
}

/** Returns the stored form of a recovery code; spaces, dashes and case do not matter. */
export function hashRecoveryCode(key: Uint8Array, code: string): Uint8Array<ArrayBuffer> {
  const plain = code.toLowerCase().replace(/[^0-9a-f]/g, "");
  return new Uint8Array(createHmac("sha256", key).update(plain).digest());
}

function totp(secret: string, label = "Tintype"): TOTP {
  return new TOTP({
    issuer: "Tintype",
    label,
    algorithm: "SHA1", // the only one that every app knows
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}
