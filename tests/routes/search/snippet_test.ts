import { assertEquals, assertLess } from "@std/assert";
import type { PostCard } from "../../../db/posts/cards.ts";
import { ALT_TEXT_LENGTH_MAX, CAPTION_LENGTH_MAX } from "../../../domain/limits.ts";
import { snippetOf } from "../../../routes/search/snippet.ts";
import { cpuMs } from "../../helpers/cpu_time.ts";

type Said = { caption?: string; header?: string; altTexts?: string[]; contentWarning?: string };

const cardOf = ({ caption = "", header, altTexts = [], contentWarning }: Said) =>
  ({
    caption,
    header: header ?? null,
    contentWarning: contentWarning ?? null,
    media: altTexts.map((altText) => ({ altText })),
  }) as PostCard;

const marked = (said: Said, q: string) =>
  snippetOf(cardOf(said), q).map(({ text, isMatch }) => isMatch ? `[${text}]` : text).join("");

Deno.test("a snippet is from the text with the most words of the search, wherever they are", () => {
  const said = { caption: "A lake", header: "Trip", altTexts: ["Boat on a Café lake"] };
  assertEquals(marked(said, "lake"), "A [lake]");
  assertEquals(marked(said, "trip"), "[Trip]");
  assertEquals(marked(said, "cafe lake"), "Boat on a [Café] [lake]");
  assertEquals(marked(said, "nothing"), "A lake");
  assertEquals(marked({}, "lake"), "");
  assertEquals(marked({ ...said, contentWarning: "Water" }, "lake"), "Water");
});

Deno.test("snippets for a page of posts with the worst and longest texts take at most a second", () => {
  const parts = ["a", "a ", "é", "\u0301\u0323", "が", "京", "ﷺ", "🎉", "가", "#@", "'"];
  for (const part of parts) {
    const long = (max: number) => part.repeat(max / part.length);
    const caption = long(CAPTION_LENGTH_MAX);
    const altTexts = Array.from({ length: 20 }, () => long(ALT_TEXT_LENGTH_MAX));
    const card = cardOf({ caption, altTexts });
    let least = Infinity;
    for (let chance = 0; chance < 5 && least > 1000; chance++) {
      const startedAt = cpuMs();
      for (let n = 0; n < 50; n++) snippetOf(card, long(200));
      least = Math.min(least, cpuMs() - startedAt);
    }
    assertLess(least, 1000, part);
  }
});
