import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { assertEquals, assertLess } from "@std/assert";
import { cpuMs } from "../helpers/cpu_time.ts";
import { fold, normalized } from "../../domain/folding.ts";
import { CAPTION_LENGTH_MAX, MUTED_WORDS_MAX } from "../../domain/limits.ts";
import { isMutedFor, type Mutes } from "../../domain/safety/mutes.ts";
import { matcherOf, nameTermsOf, termsOf } from "../../domain/search/terms.ts";
import { searchWords } from "../../domain/search/words.ts";
import { hashtagsIn, mentionsIn, normalTag, preview, tagsOf } from "../../domain/text.ts";

const NOW = 1_000_000;

/** Parts whose repetition is hard work for code that reads parts of a text repeatedly. */
const PARTS = [
  ...[
    "#",
    "＃",
    "@",
    ".",
    "-",
    "_",
    "a",
    "A1_",
    "#a",
    "@bob",
    "a.",
    "a@",
    "://",
    "https://a",
    "/#",
    "'",
  ],
  ..."\u0301 \u200d \u200c \u00ad \u3000 \u1161 \u1100 ㅎ 가 あ 猫 ภ ศ् 🎉 👩‍🚀 ﷺ ffi \uff9e \ud800"
    .split(" "),
  "\u0301\u0323",
  "\u0f71'\u05b0",
  "\u0301\uff9e",
  "a\u0301",
  "が\u3099",
  " ",
  "\n",
  "a b ",
];

const muting = (words: readonly string[]): Mutes => ({
  mutedUntil: new Map(),
  mutedWords: words.map((word) => ({ word, until: Infinity })),
});
const manyMutes = muting(
  PARTS.flatMap((part) => [1, 2, 5].map((times) => part.repeat(times) + "q")),
);

const FUNCTIONS: Record<string, (text: string) => unknown> = {
  "normalized NFC": (text) => normalized(text, "NFC"),
  "normalized NFKC": (text) => normalized(text, "NFKC"),
  fold,
  searchWords,
  termsOf,
  nameTermsOf: (text) => nameTermsOf(text.slice(0, 200)),
  matcherOf,
  hashtagsIn,
  mentionsIn,
  tagsOf: (text) => tagsOf([text], text),
  normalTag,
  preview,
  isMuted: (text) => isMutedFor(manyMutes, { authorId: "bob", texts: [text], tags: [] }, NOW),
  needles: (text) => isMutedFor(muting([text]), { authorId: "bob", texts: ["a"], tags: [] }, NOW),
};

const SMALL = 1_000;
const TIMES = 16;
// With quadratic time, a text that is TIMES as long takes 256 times as long.
const SLOWER_MAX = 160;
const TRIES = 20;

/** Returns the least time of a function, in milliseconds of CPU. */
function leastTime(run: () => unknown, before: number): number {
  const start = cpuMs();
  run();
  return Math.min(before, cpuMs() - start);
}

for (const [name, run] of Object.entries(FUNCTIONS)) {
  Deno.test(`${name} takes at most proportionally longer for a longer text`, () => {
    for (const part of PARTS) {
      const text = part.repeat(SMALL / part.length);
      const longer = text.repeat(TIMES);
      let [small, large] = [Infinity, Infinity];
      const most = () => SLOWER_MAX * Math.max(small, 0.05);
      for (let n = 0; n < TRIES && (n < 2 || large > most()); n++) {
        small = leastTime(() => run(text), small);
        large = leastTime(() => run(longer), large);
      }
      assertLess(large, most(), `${JSON.stringify(part)}: ${small}, ${large} ms`);
    }
  });
}

const marks = (n: number, seed: number) =>
  Array.from({ length: n }, (_, at) => String.fromCharCode(0x300 + (at * seed) % 0x50)).join("");

Deno.test("40 people who mute as many long words as they may take less than 100 MB together", () => {
  const before = heldBytes();
  const kept = Array.from(
    { length: 40 },
    (_, person) =>
      muting(Array.from({ length: MUTED_WORDS_MAX }, (_, n) => {
        const codes = Array.from({ length: 100 }, (_, at) => (person + (n + 1) * at) % 20_000);
        return String.fromCharCode(...codes.map((code) => 0x4e00 + code));
      })),
  );
  for (const mutes of kept) isMutedFor(mutes, { authorId: "bob", texts: ["a"], tags: [] }, NOW);
  assertLess((heldBytes() - before) / 1e6, 100);
  assertEquals(kept.length, 40);
});

Deno.test("600 long texts that are searched for muted words take less than 80 MB", () => {
  const mutes = muting(["一 a", "+ -"]);
  const before = heldBytes();
  const codes = Array.from({ length: CAPTION_LENGTH_MAX }, (_, at) => 0x4e00 + 7 * at);
  const kept = Array.from({ length: 600 }, (_, post) => {
    const text = `${String.fromCharCode(...codes)} l'a + + ${post}`;
    return { authorId: "bob", texts: [text], tags: [] };
  });
  for (const post of kept) isMutedFor(mutes, post, NOW);
  assertLess((heldBytes() - before) / 1e6, 80);
  assertEquals(kept.length, 600);
});

/** Returns the used bytes of the heap, after a garbage collection. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return Deno.memoryUsage().heapUsed;
}

Deno.test("200 muted words of the worst kinds are found in 30 posts within 500 ms", () => {
  const kinds = [
    (n: number) => marks(100, n + 1),
    (n: number) => "a ".repeat(49) + n,
    (n: number) => "あ".repeat(98) + n,
    (n: number) => "#".repeat(99) + n,
    (n: number) => "'".repeat(99) + n,
    (n: number) => "+".repeat(98) + n,
  ];
  const words = Array.from({ length: MUTED_WORDS_MAX }, (_, n) => kinds[n % kinds.length]!(n));
  const captions = ["", "a ", "あ", "#", "'", "+", "a'", "\u0301\u0323"].map((part) =>
    part === "" ? marks(CAPTION_LENGTH_MAX, 7) : part.repeat(CAPTION_LENGTH_MAX / part.length)
  );
  const posts = Array.from({ length: 30 }, (_, n) => ({
    authorId: "bob",
    texts: [captions[n % captions.length]!],
    tags: [],
  }));
  let once = Infinity;
  for (let n = 0; n < TRIES && once > 500; n++) {
    once = leastTime(() => {
      for (const post of posts) isMutedFor(muting(words), { ...post }, NOW);
    }, once);
  }
  assertLess(once, 500);
});
