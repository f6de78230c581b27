import { assert, assertFalse, assertGreater } from "@std/assert";
import {
  COMMON_PASSWORDS_COUNT,
  isCommonPassword,
} from "../../../lib/security/common_passwords.ts";

Deno.test("famous passwords are refused, whatever their case", () => {
  assertGreater(COMMON_PASSWORDS_COUNT, 10_000);
  const famous = ["password", "Password1", "P@ssw0rd", "iloveyou", "TRUSTNO1", "1q2w3e4r5t"];
  const ours = ["Tintype123", "summer2025", "correcthorsebatterystaple"];
  for (const password of [...famous, ...ours]) assert(isCommonPassword(password), password);
});

Deno.test("keyboard runs and repetitions of a few characters are refused", () => {
  for (const password of ["qwertyuiop", "lkjhgfdsa", "87654321", "aaaaaaaaaa", "abcabcabc"]) {
    assert(isCommonPassword(password), password);
  }
});

Deno.test("a personal phrase is accepted, without a digit, a capital or a sign", () => {
  for (const password of ["a lake in winter", "correct horse battery", "mauve teapot"]) {
    assertFalse(isCommonPassword(password), password);
  }
});
