import { createHmac, timingSafeEqual } from "node:crypto";

const CODES = 1_000_000;
const DRAWS = 2 ** 32;
// Numbers from here on would make some codes likelier than others.
const FAIR_DRAWS = DRAWS - DRAWS % CODES;

/** What a code is good for: nothing else accepts it. */
export interface CodeBinding {
  purpose: string;
  /** Whose it is. */
  subject: string;
  /** The address that it was sent to. */
  address: string;
}

/** Six digits that nobody can foresee, each of the million equally likely. */
export function newCode(): string {
  const draw = new Uint32Array(1);
  do crypto.getRandomValues(draw); while (draw[0]! >= FAIR_DRAWS);
  return String(draw[0]! % CODES).padStart(6, "0");
}

/** What is kept of a code: without the key, not even a million guesses find it. */
export function codeMac(key: Uint8Array, binding: CodeBinding, code: string): Uint8Array {
  const { purpose, subject, address } = binding;
  const text = JSON.stringify([purpose, subject, address, code]);
  return new Uint8Array(createHmac("sha256", key).update(text).digest());
}

/** Whether a kept MAC is the one of this code with this binding. */
export function isCode(
  mac: Uint8Array,
  key: Uint8Array,
  binding: CodeBinding,
  code: string,
): boolean {
  return timingSafeEqual(mac, codeMac(key, binding, code));
}

/** Stands for an address where it has no account, without saying which it is. */
export function subjectOfAddress(key: Uint8Array, address: string): string {
  const hmac = createHmac("sha256", key).update(`address ${address}`);
  return `address:${hmac.digest("hex")}`;
}
