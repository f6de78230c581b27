import { assert, assertEquals, assertFalse, assertLess, assertMatch } from "@std/assert";
import { codeMac, isCode, newCode, subjectOfAddress } from "../../../lib/security/codes.ts";

const KEY = new Uint8Array(32).fill(7);
const BINDING = { purpose: "reset_password", subject: "ada", address: "ada@example.com" };

Deno.test("a code has six digits, and every digit is equally likely at every place", () => {
  const codes = Array.from({ length: 60_000 }, newCode);
  for (const code of codes) assertMatch(code, /^\d{6}$/);
  for (let place = 0; place < 6; place++) {
    const counts = new Array<number>(10).fill(0);
    for (const code of codes) counts[Number(code[place])]!++;
    const expected = codes.length / 10;
    const chiSquared = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Nine degrees of freedom: a fair draw fails this once in ten million times.
    assertLess(chiSquared, 50, `place ${place}`);
  }
});

Deno.test("a code is valid only with its own purpose, subject, address and key", () => {
  const mac = codeMac(KEY, BINDING, "123456");
  assert(isCode(mac, KEY, BINDING, "123456"));
  assertFalse(isCode(mac, KEY, BINDING, "123457"));
  assertFalse(isCode(mac, new Uint8Array(32).fill(8), BINDING, "123456"));
  for (const name of ["purpose", "subject", "address"] as const) {
    assertFalse(isCode(mac, KEY, { ...BINDING, [name]: "another" }, "123456"), name);
  }
  // No text can move from one part into another.
  const shifted = { ...BINDING, subject: 'ada","x', address: "y" };
  assertFalse(isCode(codeMac(KEY, shifted, "1"), KEY, { ...BINDING, subject: "ada" }, "1"));
});

Deno.test("the subject of an address reveals nothing about it without the key", () => {
  const subject = subjectOfAddress(KEY, "ada@example.com");
  assertMatch(subject, /^address:[0-9a-f]{64}$/);
  assertEquals(subject, subjectOfAddress(KEY, "ada@example.com"));
  assertFalse(subject === subjectOfAddress(new Uint8Array(32), "ada@example.com"));
});
