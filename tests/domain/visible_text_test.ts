import { assert, assertEquals, assertFalse } from "@std/assert";
import { isBlank, shownName, withoutTurns } from "../../domain/visible_text.ts";

Deno.test("isBlank finds texts of invisible characters in any mixture, and no others", () => {
  const unseen = [
    ..."\u200b\u200c\u200d\u2060\u3164\uffa0\u115f\u1160\u2800\u00ad\ufeff\u180e\u034f\u061c",
    ..."\ufe0f\ufe00\u{e0100}\u{e0001}\u{e0041}\u0301\u0489\u20dd\u202e\u2066\u2069\u200f",
    ..." \t\n\u00a0\u3000\u2003\u2028\u0085\u0001\uffff\ufff9\u{1d159}\u{1d173}",
  ];
  for (const one of ["", ...unseen, unseen.join("")]) assert(isBlank(one), JSON.stringify(one));
  for (
    const shown of [
      ..."a0.-猫م한ஃ\u06dd\u0600🇩😀⠁",
      "❤\ufe0f",
      "a\u0301",
      ...unseen.map((one) => `x${one}`),
    ]
  ) {
    assertFalse(isBlank(shown), JSON.stringify(shown));
  }
});

Deno.test("shownName returns the visible part of a name, and reverses nothing beside it", () => {
  assertEquals(shownName(" \u202eAda\u202c \u2066"), "Ada");
  assertEquals(shownName("ليلى \u200f"), "ليلى \u200f");
  assertEquals(
    shownName("Ada\r\n\nYour account\u2028is\u0085closed\x1b[31m"),
    "Ada Your account is closed [31m",
  );
  for (const none of [null, "", " \u3164", "\u202e\u2069", "\n"]) {
    assertEquals(shownName(none), null);
  }
  assertEquals(withoutTurns("a\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069b"), "ab");
});
