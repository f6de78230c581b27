import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { fold } from "../../../domain/folding.ts";
import {
  isMutedFor,
  type MutableContent,
  type Mutes,
  nextMuteEnd,
} from "../../../domain/safety/mutes.ts";

const NOW = 1_000_000;

const muting = (...words: string[]): Mutes => ({
  mutedUntil: new Map(),
  mutedWords: words.map((word) => ({ word, until: Infinity })),
});
const saying = (...texts: (string | null)[]): MutableContent => ({
  authorId: "bob",
  texts,
  tags: [],
});
const mutes = (word: string, text: string) => isMutedFor(muting(word), saying(text), NOW);

Deno.test("isMuted finds a word as a whole, in any case, with any accents, between any signs", () => {
  const found = [
    ["art", "Art"],
    ["ART", "modern art, now"],
    ["art", "(art)"],
    ["art", "art-house"],
    ["art", "art's"],
    ["art", "#art"],
    ["art", "pop_art"],
    ["art", "árt"],
    ["élan", "elan"],
    ["naive", "NAÏVE"],
    ["strasse", "Straße"],
    ["istanbul", "İSTANBUL"],
    ["ISTANBUL", "ıstanbul"],
    ["οδός", "ΟΔΟΣ"],
    ["new york", "new  york"],
    ["new york", "New-York"],
    ["new\u00a0york", "new york"],
    ["don't", "don’t"],
    ["dont", "don't"],
    ["l’été", "L'ETE"],
    ["été", "l’été"],
    ["été indien", "l’été indien"],
    ["trump", "Trump'ın"],
    ["new york", "In New York!"],
    ["don't", "Don't."],
    ["c++", "I like C++ more"],
    [".net", "the .NET way"],
    ["50%", "50% off"],
    ["a.b", "a.b"],
    ["🎬", "🎬🎬 tonight"],
    ["👍", "👍🏽"],
    ["🇸🇪", "🇩🇪🇸🇪"],
    ["❤", "❤️"],
    ["👩‍🚀", "a 👩🏽‍🚀 there"],
    ["<3", "I <3 you"],
    [":(", "no :("],
    ["élan", "ÉLAN"],
    ["война", "Война и мир"],
    ["ΩΜΕΓΑ", "ωμεγα"],
    ["हिन्दी", "वह हिन्दी है"],
    ["عربي", "نص عربي هنا"],
  ] as const;
  for (const [word, text] of found) assert(mutes(word, text), `${word} in ${text}`);
});

Deno.test("isMuted ignores a word inside of another", () => {
  const inside = [
    ["art", "party"],
    ["🇪🇸", "🇩🇪🇸🇪"],
    ["art", "arts"],
    ["art", "start"],
    ["art", "art2"],
    ["art", "2art"],
    ["new york", "new yorkers"],
    ["new york", "new and york"],
    ["new york", "york new"],
    ["don", "don't"],
    ["c++", "vitamin c"],
    ["<3", "3"],
    ["a.b", "axb"],
    ["мир", "мира"],
    ["हिन्द", "हिन्दी"],
    ["50", "150%"],
    ["AIの", "KAIの"],
  ] as const;
  for (const [word, text] of inside) assertFalse(mutes(word, text), `${word} in ${text}`);
});

Deno.test("isMuted finds words of scripts without spaces inside of sentences", () => {
  const found = [
    ["猫", "小猫很可爱"],
    ["ネコ", "このネコは"],
    ["ﾈｺ", "このネコは"],
    ["ねこ", "こねこ"],
    ["แมว", "ฉันรักแมวมาก"],
    ["ឆ្មា", "ខ្ញុំស្រឡាញ់ឆ្មាណាស់"],
    ["ແມວ", "ຂ້ອຍຮັກແມວຫຼາຍ"],
    ["ကြောင်", "ကျွန်တော်ကြောင်ချစ်တယ်"],
    // A word between spaces ends where such a script begins.
    ["spoiler", "これはspoilerです"],
    ["AI", "我爱AI技术"],
    ["AI", "データーAI"],
  ] as const;
  for (const [word, text] of found) assert(mutes(word, text), `${word} in ${text}`);
  for (const [word, text] of [["AI", "我爱AIR技术"], ["小猫", "小。猫"], ["か", "が"]] as const) {
    assertFalse(mutes(word, text), `${word} in ${text}`);
  }
});

Deno.test("isMuted treats equal letters as equal, however they are written", () => {
  fc.assert(fc.property(fc.constantFrom("café", "Ångström", "ﬁn", "ｗｉｄｅ", "한국"), (word) => {
    const forms = ["NFC", "NFD", "NFKC", "NFKD"] as const;
    for (const one of forms) {
      for (const other of forms) {
        assert(mutes(word.normalize(one), `say ${word.normalize(other)} twice`));
      }
    }
  }));
});

const letters = fc.string({ unit: fc.constantFrom(..."abcxyzÄß9"), minLength: 1, maxLength: 8 });

Deno.test("isMuted finds each word of a text and nothing between its words", () => {
  fc.assert(
    fc.property(fc.array(letters, { minLength: 1, maxLength: 6 }), letters, (words, one) => {
      const text = words.join(" ");
      for (const word of words) assert(mutes(word, text));
      const same = (word: string) => fold(word) === fold(one);
      assertEquals(mutes(one, text), words.some(same));
    }),
  );
});

Deno.test("isMuted takes any word as a text and never as a pattern", () => {
  const anything = fc.string({ unit: "binary", minLength: 1, maxLength: 30 })
    .map((word) => word.trim()).filter((word) =>
      !/^[#﹟＃]/.test(word) && fold(word).trim() !== ""
    );
  fc.assert(fc.property(anything, (word) => {
    assert(mutes(word, word));
    assert(mutes(word, `${word} and ${word}`.normalize("NFKC")));
    assertFalse(mutes(word, ""));
  }));
});

Deno.test("isMuted looks for hashtags among the tags, and for words in every text", () => {
  const tagged = (...tags: string[]): MutableContent => ({ ...saying("art"), tags });
  assert(isMutedFor(muting("#Art"), tagged("art"), NOW));
  assert(isMutedFor(muting("#ＡＲＴ"), tagged("art"), NOW));
  assertFalse(isMutedFor(muting("#art"), tagged("arts"), NOW));
  assertFalse(isMutedFor(muting("#art"), tagged(), NOW));
  for (const word of ["cat", "Cat", "#cat", "＃CAT"]) {
    assert(isMutedFor(muting(word), tagged("cat"), NOW), word);
  }
  assert(isMutedFor(muting("#İzmir"), tagged("izmir"), NOW));
  assertFalse(isMutedFor(muting("cat"), tagged("cats"), NOW));
  for (const none of ["#", "#1", "#a b"]) {
    assertFalse(isMutedFor(muting(none), { ...saying(`${none} x`), tags: ["1", "a"] }, NOW));
  }
  assert(isMutedFor(muting("art"), saying(null, "none", "the art"), NOW));
  assertFalse(isMutedFor(muting("art"), saying(null, null), NOW));
  assertFalse(isMutedFor(muting(), saying("art"), NOW));
});

const moments = fc.oneof(fc.integer({ min: NOW - 1000, max: NOW + 1000 }), fc.constant(Infinity));

Deno.test("isMuted holds until the end of each mute, and nextMuteEnd returns the first change", () => {
  const lists = fc.record({
    people: fc.array(fc.tuple(fc.constantFrom("ada", "bob", "cora"), moments), { maxLength: 3 }),
    words: fc.array(fc.tuple(fc.constantFrom("art", "rain", "sun"), moments), { maxLength: 3 }),
  });
  fc.assert(fc.property(lists, ({ people, words }) => {
    const given: Mutes = {
      mutedUntil: new Map(people),
      mutedWords: words.map(([word, until]) => ({ word, until })),
    };
    const post = saying("art and sun");
    const expected = (now: number) =>
      (given.mutedUntil.get("bob") ?? 0) > now ||
      words.some(([word, until]) => word !== "rain" && until > now);
    const end = nextMuteEnd(given, NOW);
    assert(end > NOW);
    const ends = [...given.mutedUntil.values(), ...words.map(([, until]) => until)];
    assertEquals(ends.filter((one) => one > NOW && one < end), []);
    assert(end === Infinity || ends.includes(end));
    for (const now of [NOW, Math.min(end, NOW + 2000) - 1, NOW + 500, NOW + 2000]) {
      assertEquals(isMutedFor(given, post, now), expected(now));
    }
  }));
});
