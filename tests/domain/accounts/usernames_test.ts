import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { USERNAME_LENGTH_MAX, USERNAME_LENGTH_MIN } from "../../../domain/limits.ts";
import { usernamesFor } from "../../../domain/accounts/usernames.ts";

Deno.test("usernames come from people's names, never from an address", () => {
  assertEquals(usernamesFor(["ada.l", "Ada"], ["1f2e"]), ["ada.l", "ada.l_1f2e"]);
  assertEquals(usernamesFor([null, "Zoë  Müller-Weiß"], []), ["zoe_muller_wei"]);
  assertEquals(usernamesFor(["ada@example.org", "Ada Lovelace"], []), ["ada_lovelace"]);
  assertEquals(usernamesFor(["李", null], ["1f2e"]), ["user_1f2e"]);
  assertEquals(usernamesFor(["Ad.min"], ["1f2e"]), ["ad.min_1f2e"]);
  assertEquals(usernamesFor(["x".repeat(99)], ["1f2e"]), [
    "x".repeat(30),
    `${"x".repeat(25)}_1f2e`,
  ]);
});

Deno.test("people from any provider get valid usernames", () => {
  fc.assert(fc.property(fc.array(fc.option(fc.string({ unit: "binary" }))), (called) => {
    for (const name of usernamesFor(called, ["1f2e", "0a1b2c3d"])) {
      assert(/^[a-z0-9_.]+$/.test(name), name);
      assert(name.length >= USERNAME_LENGTH_MIN && name.length <= USERNAME_LENGTH_MAX, name);
    }
  }));
});
