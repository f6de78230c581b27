import { assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import { searchWords } from "../../domain/search_words.ts";
import { startApp } from "../helpers/app.ts";

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

Deno.test("a word knows which part of the text it is", () => {
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
  );
  const texts = fc.array(letters, { maxLength: 6 }).map((parts) =>
    parts.join(" ").replaceAll("\0", "")
  );
  const sample = fc.sample(texts, { numRuns: 500, seed: 7 });
  const rows = await sql<{ words: string[]; plain: string }[]>`
    select normalize(t.text, NFKD) as plain,
      array(select word from search_words(t.text) order by place) as words
    from unnest(${sample}::text[]) with ordinality as t (text, n) order by n`;
  // An older PostgreSQL does not know the youngest characters.
  const known = sample.flatMap((text, n) =>
    rows[n]!.plain === text.normalize("NFKD") ? [{ text, found: rows[n]!.words }] : []
  );
  assertGreater(known.length, 450);
  for (const { text, found } of known) assertEquals(found, words(text), JSON.stringify(text));
});
