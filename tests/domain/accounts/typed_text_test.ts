import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { typedCode, typedName } from "../../../domain/accounts/typed_text.ts";

Deno.test("a typed name loses blanks around it, a leading @ and wide letters", () => {
  const spellings = [
    "ada",
    " ada ",
    "@ada",
    " @ada\t",
    "\u00A0ada\u3000",
    "\u200Bada\uFEFF",
    "@\u200Bada",
    "＠ａｄａ",
    "\u2068@ada\u2069",
    "\u2800ada\n",
  ];
  for (const spelling of spellings) assertEquals(typedName(spelling), "ada", spelling);
  assertEquals(typedName("ada＠example.com "), "ada@example.com");
  assertEquals(typedName("@@ada"), "@ada");
  assertEquals(typedName("a da"), "a da");
  for (const nothing of ["", " ", "@", "\u200B@\u200B"]) assertEquals(typedName(nothing), "");
});

Deno.test("a code is its digits, in any script and any grouping", () => {
  const spellings = [
    "123456",
    " 123 456 ",
    "123-456",
    "123\u2011456",
    "123–456",
    "1 2 3 4 5 6",
    "123\u00A0456",
    "123\u200B456",
    "１２３４５６",
    "１２３　４５６",
    "١٢٣٤٥٦",
    "۱۲۳۴۵۶",
    "१२३४५६",
    "𝟏𝟐𝟑𝟒𝟓𝟔",
    "𝟷𝟸𝟹𝟺𝟻𝟼",
  ];
  for (const spelling of spellings) assertEquals(typedCode(spelling), "123456", spelling);
  assertEquals(typedCode("AB12-cd34 ＥＦ56"), "AB12cd34EF56");
});

Deno.test("each decimal digit has its value, in every script", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0x10ffff }), (code) => {
      const character = String.fromCodePoint(code);
      if (/\p{Nd}/u.test(character)) assertEquals(typedCode(character).length, 1);
    }),
    { numRuns: 20_000 },
  );
  for (const zero of ["0", "٠", "০", "០", "᠐", "０", "𑁦", "𝟘", "\u{1FBF0}"]) {
    const digits = Array.from(
      { length: 10 },
      (_, n) => String.fromCodePoint(zero.codePointAt(0)! + n),
    );
    assertEquals(typedCode(digits.join(" ")), "0123456789", zero);
  }
});
