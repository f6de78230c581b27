import { assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import { fold } from "../../../domain/folding.ts";
import { searchWords } from "../../../domain/search/words.ts";
import { startApp } from "../../helpers/app/app.ts";

/** Texts that two programs may easily split differently. */
const CORPUS = [
  ...["İstanbul ISTANBUL ıstanbul i\u0307stanbul", "Straße STRASSE ẞ", "ΟΔΟΣ οδός Οδος ς σ"],
  ...["ＦＵＬＬ　ｗｉｄｔｈ ｶﾞｷﾞ ﾊﾟ か\uff9e か'\u3099 か\u200d\u3099", "ﻣﺮﺣﺒﺎ مَرْحَبًا ﷺ ﷲ لا ﻻ"],
  ...[
    "\u1112\u1161\u11ab 하\u11ab ㅎㅏㄴ ﾡﾢ 한'국 \u1112\u200b\u1161 \u3164",
    "Việt Nam tiếng Việt VIỆT",
  ],
  ...[
    "ﬁ ﬂ ﬃ ĳ ǆ ŉ ſ ﬀ",
    "می‌خواهم ක්‍ෂ שָׁלוֹם ש\u05c1",
    "don't l’été O'Brien rock 'n' roll",
    "½ ² Ⅳ ㎏ ™ ℃",
  ],
  ...[
    "नमस्ते हिन्दी",
    "ภาษาไทย น้ำ ກຳ",
    "👩‍🚀👍🏽🇩🇪❤️1️⃣",
    "a_b-c.d #tag @name x@y.z",
    "\u0344 \u0f73\u0f75 \u0f71'\u0f72",
  ],
];

const words = (text: string) => searchWords(text).map((one) => one.word);

Deno.test("words are equal without case, accents, width, marks and apostrophes", () => {
  assertEquals(words("Café CAFÉ ＣＡＦＥ cafe\u0301"), ["cafe", "cafe", "cafe", "cafe"]);
  assertEquals(words("don't don’t Straße ŁÓDŹ İstanbul ΟΔΟΣ"), [
    "dont",
    "dont",
    "strasse",
    "lodz",
    "istanbul",
    "οδοσ",
  ]);
  assertEquals(words("golden_hour, #lake-side (2024)"), ["golden", "hour", "lake", "side", "2024"]);
});

Deno.test("scripts without spaces are pairs of neighbours, and an emoji is a word", () => {
  assertEquals(words("東京タワー"), ["東京", "京タ", "タワ", "ワー", "ー"]);
  assertEquals(words("海 sea海"), ["海", "sea", "海"]);
  assertEquals(words("👩🏽‍🚀🌊wave"), ["👩", "🚀", "🌊", "wave"]);
  assertEquals(words("%_'\\&|!<->:*()"), []);
});

Deno.test("a word has the position of its part of the text", () => {
  const text = "A «Cafe\u0301» 東京";
  const parts = searchWords(text).map(({ start, end }) => text.slice(start, end));
  assertEquals(parts, ["A", "Cafe\u0301", "東京", "京"]);
});

Deno.test("the database finds the same words as the program in any text", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const letters = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom("Größe", "東京", "か\u3099", "\u1112\u1161\u11ab", "’s", "👍🏽", "x".repeat(80)),
    fc.constantFrom(...CORPUS),
  );
  const texts = fc.tuple(fc.array(letters, { maxLength: 6 }), fc.constantFrom(" ", ""))
    .map(([parts, between]) => parts.join(between).replaceAll("\0", ""));
  const sample = [...CORPUS, ...fc.sample(texts, { numRuns: 1000, seed: 7 })];
  const rows = await sql<{ words: string[]; folded: string; plain: string }[]>`
    select normalize(t.text, NFKD) as plain, search_fold(t.text) as folded,
      array(select word from search_words(t.text) order by place) as words
    from unnest(${sample}::text[]) with ordinality as t (text, n) order by n`;
  // An older PostgreSQL lacks the newest characters.
  const known = sample.flatMap((text, n) =>
    rows[n]!.plain === text.normalize("NFKD") ? [{ text, ...rows[n]! }] : []
  );
  assertGreater(known.length, 900);
  for (const { text, folded, words: found } of known) {
    assertEquals(folded, fold(text), JSON.stringify(text));
    assertEquals(found, words(text), JSON.stringify(text));
  }
});
