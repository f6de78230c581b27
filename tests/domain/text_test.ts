import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { MENTIONS_PER_TEXT_MAX, TAG_LENGTH_MAX, TAGS_PER_POST_MAX } from "../../domain/limits.ts";
import {
  hashtagsIn,
  mentionsIn,
  normalTag,
  preview,
  spelledTag,
  tagsOf,
} from "../../domain/text.ts";

Deno.test("hashtagsIn finds tags of every script, once each, in order", () => {
  const text = "#Sunset at the #beach, #größe #日本 #sunset! (#lake)";
  assertEquals(hashtagsIn(text), ["sunset", "beach", "größe", "日本", "lake"]);
});

Deno.test("hashtagsIn ignores texts that only look like a tag", () => {
  assertEquals(hashtagsIn("no. #1, a#b, http://x.y/#part, ##twice, &#39; #"), []);
  assertEquals(hashtagsIn(`#${"a".repeat(TAG_LENGTH_MAX + 1)}`), []);
});

Deno.test("hashtagsIn treats letters that look alike as the same tag", () => {
  assertEquals(hashtagsIn("#café #café #ＣＡＦÉ"), ["café"]);
});

Deno.test("hashtagsIn reads the hashtags of UAX #31 in every script", () => {
  const texts = {
    "#می‌خواهم بروم": ["می‌خواهم"],
    "#ශ්‍රී ලංකා": ["ශ්‍රී"],
    "#किताब #한글 #สวัสดี #日本・語 #l·l": ["किताब", "한글", "สวัสดี", "日本・語", "l·l"],
    "＃東京 ﹟sea": ["東京", "sea"],
    "#日本・#東京 #a·": ["日本", "東京", "a"],
    "#🎉 #❤️ #👩‍🚀love 🎉#party": ["🎉", "❤️", "👩‍🚀love", "party"],
    "#dawn-light #c++": ["dawn", "c"],
    "#１２３ #1️⃣ #\u3164 #\u0301a #\u200d": [],
  };
  for (const [text, tags] of Object.entries(texts)) {
    assertEquals(hashtagsIn(text).map(normalTag), tags.map(normalTag), text);
    assertEquals(hashtagsIn(text).length, tags.length, text);
  }
});

Deno.test("hashtagsIn and mentionsIn skip addresses", () => {
  const addresses = [
    "https://x.example/a-#anchor http://x.example/#part",
    "x.example/p.#a www.x.example/b/(#c) https://ru.x.example/wiki/Кошка_(животное)#Происхождение",
    "https://x.example/@bob x.example/.@bob ftp://bob:@ann@x.example/ ipfs://a.b,@bob",
    "x.example?u=@bob&v=.#top x.example:8080/.@bob x.example#/@bob",
    "a+@bob.example, a-@bob.example",
    "mail bob@ann.example, jos\u00e9@ann.example, _@ann.example or 1@ann.example",
  ];
  for (const text of addresses) {
    assertEquals(hashtagsIn(text), [], text);
    assertEquals(mentionsIn(text), [], text);
  }
  assertEquals(hashtagsIn("見てhttps://x.example/a、#猫 (https://x.example) #sea"), ["猫", "sea"]);
});

Deno.test("all spellings of a tag are one tag, and a post shows its author's first", () => {
  const spellings = [
    ["İstanbul", "istanbul", "ISTANBUL", "ıstanbul", "ｉｓｔａｎｂｕｌ"],
    ["Größe", "GRÖSSE", "grosse", "große", "GRÖẞE"],
    ["café", "CAFE", "cafe\u0301"],
    ["ΟΔΟΣ", "οδός"],
    ["می‌خواهم", "میخواهم"],
    ["한국", "\u1112\u1161\u11ab국"],
  ];
  for (const same of spellings) {
    assertEquals(new Set(same.map(normalTag)).size, 1, same.join(" "));
    const text = same.map((one) => `#${one}`).join(" ");
    assertEquals(hashtagsIn(text), [spelledTag(same[0]!)!]);
    for (const one of same) assertEquals(hashtagsIn(`#${one}`), [spelledTag(one)!], one);
  }
  assertEquals(spelledTag("#Größe"), "größe");
  assertEquals(tagsOf(["Lake", "no tag", "Sea"], "#sea #dawn #LAKE"), [
    { tag: "lake", spelling: "lake", isNamed: true },
    { tag: "sea", spelling: "sea", isNamed: true },
    { tag: "dawn", spelling: "dawn", isNamed: false },
  ]);
});

Deno.test("hashtagsIn and mentionsIn stop at their limits", () => {
  const many = (sign: string) => Array.from({ length: 100 }, (_, n) => `${sign}name${n}`).join(" ");
  assertEquals(hashtagsIn(many("#")).length, TAGS_PER_POST_MAX);
  assertEquals(mentionsIn(many("@")).length, MENTIONS_PER_TEXT_MAX);
});

Deno.test("mentionsIn finds usernames, lower case, once each, in order", () => {
  assertEquals(mentionsIn("@Bob and @ada.l, again @bob."), ["bob", "ada.l"]);
  assertEquals(mentionsIn("(@bob) «@cora_1»\n@dan…"), ["bob", "cora_1", "dan"]);
});

Deno.test("mentionsIn ignores addresses, paths and names that nobody can have", () => {
  const long = "a".repeat(31);
  assertEquals(mentionsIn(`bob@example.com /@bob @@bob @ab @${long} @bob@example.com`), []);
});

Deno.test("a name ends where its letters end, whatever surrounds it", () => {
  const neighbours =
    "\u3055\u3093 に 猫 ภ д Ω م ש क 한 🎉 ' ’ ( ) 「 」 、 。 , ! ? : ; - – … \n * ~".split(" ");
  for (const one of [...neighbours, " ", ""]) {
    for (const other of neighbours) {
      assertEquals(mentionsIn(`${one}@bob${other}`), ["bob"], `${one}@bob${other}`);
      assertEquals(mentionsIn(`${other}@bob${one}`), ["bob"], `${other}@bob${one}`);
    }
  }
  assertEquals(mentionsIn(".@bob ＠ann @bob's @cy.. @dan.Then"), ["bob", "ann", "dan.then"]);
  assertEquals(mentionsIn("@josé @bobß @bob\u0301 @bob.jos\u00e9 @bob_é"), []);
});

Deno.test("normalTag leaves its own results unchanged", () => {
  for (let code = 0; code < 0x110000; code++) {
    const tag = normalTag(`a${String.fromCodePoint(code)}b`);
    if (tag !== null) assertEquals(normalTag(tag), tag, code.toString(16));
  }
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    const tag = normalTag(text);
    if (tag !== null) assertEquals(normalTag(tag), tag);
  }));
});

Deno.test("hashtagsIn finds each tag that spelledTag accepts", () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-zäöü0-9_]{1,20}$/), (text) => {
    const tag = spelledTag(text);
    assertEquals(hashtagsIn(`see #${text}.`), tag === null ? [] : [tag]);
  }));
});

Deno.test("preview is never longer than its limit and never cuts a character", () => {
  assertEquals(preview("short"), "short");
  assertEquals(preview("📸📸📸", 2), "📸…");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 40 }), (text, max) => {
      const cut = preview(text, max);
      assert(Array.from(cut).length <= max);
      assert(cut === text || text.startsWith(cut.slice(0, -1)));
      assert(cut.isWellFormed() || !text.isWellFormed());
    }),
  );
});
