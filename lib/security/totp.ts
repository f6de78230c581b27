import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { Secret, TOTP } from "otpauth";

const SECRET_BYTES = 20; // RFC 4226 §4 wants 160 bits
const PERIOD_SECONDS = 30;
// One step to either side for clocks that are off and people who are slow (RFC 6238 §5.2).
const WINDOW = 1;
const RECOVERY_CODES = 10;
const RECOVERY_BYTES = 10;

/** A new shared secret for an authenticator app, in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** The address that an authenticator app reads from a QR code. */
export function otpauthUri(secret: string, username: string): string {
  return totp(secret, username).toString();
}

/** The time step whose code this is, or null; `now` in milliseconds since 1970. */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const delta = totp(secret).validate({ token: code, timestamp: now, window: WINDOW });
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_SECONDS) + delta;
}

/** Codes to get in without the app, each once. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
}

/** One recovery code: 80 random bits as five groups of four hex digits. */
export function newRecoveryCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(RECOVERY_BYTES));
  return Buffer.from(bytes).toString("hex").match(/.{4}/g)!.join("-");
}

/** What is stored of a recovery code; spaces, dashes and case do not matter. */
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
