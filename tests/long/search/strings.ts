import fc from "fast-check";

/** Characters whose properties agree with the tables of the program. */
export const USUAL =
  /^[ -~\u00a0-\u024f\u0301\u0308\u0391-\u03a1\u03a3-\u03ff\u0400-\u045f\u05d0-\u05ea\u0621-\u064a\u064b\u0e01-\u0e2e\u200d\u200e\u202e\u2018-\u201d\u3041-\u3096\u30a1-\u30fa\u30fc\u3099\u4e00-\u9fff\uac00-\ud7a3\ufe0f\uff01-\uff5e\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f1e6}-\u{1f1ff}\r\n\t]*$/u;

const VOCABULARY = [
  "sunset",
  "sun",
  "lake",
  "Lakeside",
  "Café",
  "cafe\u0301",
  "don't",
  "naïve",
  "Straße",
]
  .concat([
    "golden_hour",
    "#travel",
    "@ada",
    "C++",
    "100%",
    "a_b",
    "東京タワー",
    "京都",
    "海",
    "がか",
    "か\u3099",
  ])
  .concat([
    "한국어",
    "Москва",
    "ΟΔΟΣ",
    "שלום",
    "مَرحبا",
    "ทะเลสาบ",
    "🌊",
    "👍🏽",
    "👩‍👩‍👧",
    "🇩🇪",
    "1️⃣",
    "x".repeat(70),
  ]);
/** Strings with a special meaning somewhere: SQL, patterns, searches, paths, markup. */
export const TRICKS = [
  "'",
  '"',
  "\\",
  "%",
  "_",
  "&",
  "|",
  "!",
  "<->",
  "<2>",
  ":*",
  ":A",
  "(",
  ")",
  "((",
  "*",
]
  .concat([
    "\u202e",
    "\u0301",
    "\u200d",
    "--",
    ";",
    "/*",
    "*/",
    "$$",
    "$1",
    "${x}",
    "\0",
    "\t",
    "\r\n",
  ])
  .concat([
    "' or 1=1 --",
    "'; drop table posts; --",
    "') union select 1 --",
    "%%%%%%%%%%%%%%%%%%%%%%%%a",
  ])
  .concat([
    "\\' or ''='",
    "%27%20or%201=1",
    "..%2f..%2fetc%2fpasswd",
    "../../etc/passwd",
    "&amp;",
    "+",
  ])
  .concat([
    "<script>alert(1)</script>",
    "''::tsquery",
    "a & !b",
    "a <-> b",
    "null",
    "undefined",
    "NaN",
  ])
  .concat([
    "{}",
    "[]",
    "#",
    "@",
    "/",
    "~",
    "=",
    "\ufeff",
    "\ufffe",
    "\ud83d",
    "e\u0301".repeat(60),
    "ﷺ",
  ])
  .concat([
    "\u{10ffff}",
    "İstanbul",
    "ı",
    "ﬁ",
    "①",
    "Å",
    "🏳️‍🌈",
    "_".repeat(199),
    "%_".repeat(90),
    "(".repeat(150),
  ]);

const words = fc.constantFrom(...VOCABULARY);
const parts = fc.oneof(
  { weight: 5, arbitrary: words },
  { weight: 2, arbitrary: words.chain((word) => fc.nat(word.length).map((n) => word.slice(0, n))) },
  { weight: 2, arbitrary: words.chain(swapped) },
  { weight: 4, arbitrary: fc.constantFrom(...TRICKS) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
);
/** Searches that no client should send. */
export const hostile = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.array(parts, { minLength: 1, maxLength: 3 }).map((some) => some.join("")),
  },
  {
    weight: 12,
    arbitrary: fc.array(parts, { minLength: 1, maxLength: 3 }).map((some) => some.join(" ")),
  },
  { weight: 1, arbitrary: parts.map((part) => part.repeat(10_000 / (part.length || 1))) },
);
/** Texts with the same parts as the searches. */
export const texts = fc.array(parts, { minLength: 1, maxLength: 8 }).map((some) =>
  Array.from(some.join(" ")).filter((char) => USUAL.test(char)).join("").slice(0, 500)
    .toWellFormed()
);

function swapped(word: string) {
  return fc.nat(word.length).map((n) =>
    word.slice(0, n) + (word[n + 1] ?? "") + (word[n] ?? "") + word.slice(n + 2)
  );
}
