import { createHmac, timingSafeEqual } from "node:crypto";

const CODES = 1_000_000;
const DRAWS = 2 ** 32;
// Draws from here on would make some codes more likely than others.
const FAIR_DRAWS = DRAWS - DRAWS % CODES;

/** The only use that a code is accepted for. */
export interface CodeBinding {
  purpose: string;
  /** The account, or {@link subjectOfAddress}, that the code belongs to. */
  subject: string;
  /** The address that received the code. */
  address: string;
}

/** Creates six unpredictable digits; each of the million codes is equally likely. */
export function newCode(): string {
  const draw = new Uint32Array(1);
  do crypto.getRandomValues(draw); while (draw[0]! >= FAIR_DRAWS);
  return String(draw[0]! % CODES).padStart(6, "0");
}

/**
 * Returns the MAC that is stored for a code. Without the key, trying all million codes is no help.
 */
export function codeMac(key: Uint8Array, binding: CodeBinding, code: string): Uint8Array {
  const { purpose, subject, address } = binding;
  const text = JSON.stringify([purpose, subject, address, code]);
  return new Uint8Array(createHmac("sha256", key).update(text).digest());
}

/** Returns whether a stored MAC belongs to this code with this binding. */
export function isCode(
  mac: Uint8Array,
  key: Uint8Array,
  binding: CodeBinding,
  code: string,
): boolean {
  return timingSafeEqual(mac, codeMac(key, binding, code));
}

/** Stands for an address without an account, without revealing the address. */
export function subjectOfAddress(key: Uint8Array, address: string): string {
  const hmac = createHmac("sha256", key).update(`address ${address}`);
  return `address:${hmac.digest("hex")}`;
}
