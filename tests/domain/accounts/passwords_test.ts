import { assert, assertEquals, assertFalse } from "@std/assert";
import {
  hasPasswordLength,
  isOwnName,
  normalPassword,
} from "../../../domain/accounts/passwords.ts";

Deno.test("the length of a password is counted in characters, not in the units of an encoding", () => {
  assertFalse(hasPasswordLength("🌊".repeat(7)));
  assert(hasPasswordLength("🌊".repeat(8)));
  assert(hasPasswordLength("🌊".repeat(128)));
  assertFalse(hasPasswordLength("🌊".repeat(129)));
});

Deno.test("a password is one text, whichever keyboard or input method wrote it", () => {
  assertEquals(normalPassword("Zu\u0308rich"), normalPassword("Zürich"));
  assertEquals(normalPassword("ｐａｓｓ１２３４"), "pass1234");
  assertEquals(normalPassword(" spaces  stay "), " spaces  stay ");
});

Deno.test("a password is not a name of its account, whatever the case", () => {
  const account = { username: "ada.lovelace", email: "countess@example.com" };
  for (const name of ["Ada.Lovelace", "COUNTESS@example.com", "Countess"]) {
    assert(isOwnName(name, account), name);
  }
  assertFalse(isOwnName("ada.lovelace and more", account));
});
