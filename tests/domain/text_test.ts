import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { MENTIONS_PER_TEXT_MAX, TAG_LENGTH_MAX, TAGS_PER_POST_MAX } from "../../domain/limits.ts";
import { hashtagsIn, mentionsIn, normalTag, preview } from "../../domain/text.ts";

Deno.test("hashtagsIn finds tags of every script, once each, in order", () => {
  const text = "#Sunset at the #beach, #größe #日本 #sunset! (#lake)";
  assertEquals(hashtagsIn(text), ["sunset", "beach", "größe", "日本", "lake"]);
});

Deno.test("hashtagsIn leaves out what only looks like a tag", () => {
  assertEquals(hashtagsIn("no. #1, a#b, http://x.y/#part, ##twice, &#39; #"), []);
  assertEquals(hashtagsIn(`#${"a".repeat(TAG_LENGTH_MAX + 1)}`), []);
});

Deno.test("hashtagsIn takes letters that look alike for the same tag", () => {
  assertEquals(hashtagsIn("#café #café #ＣＡＦÉ"), ["café"]);
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

Deno.test("mentionsIn leaves out addresses, paths and names that nobody can have", () => {
  const long = "a".repeat(31);
  assertEquals(mentionsIn(`bob@example.com /@bob @@bob @ab @${long} @bob@example.com`), []);
});

Deno.test("normalTag gives the same again for what it has given", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    const tag = normalTag(text);
    if (tag !== null) assertEquals(normalTag(tag), tag);
  }));
});

Deno.test("hashtagsIn finds each tag that normalTag takes", () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-zäöü0-9_]{1,20}$/), (text) => {
    const tag = normalTag(text);
    assertEquals(hashtagsIn(`see #${text}.`), tag === null ? [] : [tag]);
  }));
});

Deno.test("preview is never longer than asked for and never cuts a character", () => {
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
