let lastMs = 0;
let counter = 0;

/**
 * A UUIDv7 (RFC 9562 §5.7): 48 bits of time in milliseconds, a 12-bit counter that keeps ids of one
 * process in order within a millisecond, and 62 random bits.
 */
export function newId(now: number = Date.now()): string {
  if (now > lastMs) {
    lastMs = now;
    counter = crypto.getRandomValues(new Uint16Array(1))[0]! & 0x3ff;
  } else if (++counter > 0xfff) {
    lastMs++;
    counter = 0;
  }
  const time = lastMs.toString(16).padStart(12, "0");
  const random = crypto.getRandomValues(new Uint8Array(8));
  random[0] = (random[0]! & 0x3f) | 0x80;
  const tail = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, "0")}-` +
    `${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/** The moment a UUIDv7 was made, in milliseconds since 1970. */
export function idTime(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text is a UUID in its canonical lower-case form. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/** The largest UUID: where a walk of newest-first lists begins. */
export const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** The n-th id beside `id`: the same time, other last digits, the same ones at each call. */
export function siblingId(id: string, n: number): string {
  const last = (BigInt(`0x${id.slice(24)}`) + BigInt(n)) & 0xffffffffffffn;
  return id.slice(0, 24) + last.toString(16).padStart(12, "0");
}
