import { normalTag } from "./text.ts";

/** What a person does not want to hear of; times are in milliseconds since 1970, or Infinity. */
export interface Mutes {
  /** Until when each person is muted. */
  mutedUntil: ReadonlyMap<string, number>;
  mutedWords: readonly MutedWord[];
}

/** A word that somebody does not want to read; `#tag` stands for a hashtag. */
export interface MutedWord {
  word: string;
  until: number;
}

/** What of a post or a notification can be muted. */
export interface Heard {
  authorId: string;
  texts: readonly (string | null)[];
  tags: readonly string[];
}

/** Whether somebody has muted a thing at a moment. */
export function isMuted({ mutedUntil, mutedWords }: Mutes, heard: Heard, now: number): boolean {
  if (mutedUntil.size > 0 && (mutedUntil.get(heard.authorId) ?? 0) > now) return true;
  return mutedWords.length > 0 &&
    needlesOf(mutedWords).some((needle) => needle.until > now && holds(heard, needle));
}

/** The next moment at which a mute ends by itself, or Infinity. */
export function nextMuteEnd({ mutedUntil, mutedWords }: Mutes, now: number): number {
  const ends = [...mutedUntil.values(), ...mutedWords.map(({ until }) => until)];
  return Math.min(Infinity, ...ends.filter((end) => end > now));
}

/** A muted word as it is looked for. */
interface Needle {
  until: number;
  /** Not null where it stands for a hashtag. */
  tag: string | null;
  text: string;
  /** The words that it consists of, each of which a text must hold as a word. */
  words: readonly string[];
  /** It is nothing but its one word. */
  isOneWord: boolean;
}

const needles = new WeakMap<readonly MutedWord[], readonly Needle[]>();

function needlesOf(mutedWords: readonly MutedWord[]): readonly Needle[] {
  let made = needles.get(mutedWords);
  if (made === undefined) needles.set(mutedWords, made = mutedWords.map(needleOf));
  return made;
}

function needleOf({ word, until }: MutedWord): Needle {
  const tag = word.startsWith("#") ? normalTag(word) ?? "" : null;
  const words = wordsIn(word);
  return {
    until,
    tag,
    text: word,
    words,
    isOneWord: words.length === 1 && words[0] === fold(word),
  };
}

// Looking a word up in the words of a post costs nothing beside searching its text once for each
// word of each reader.
const heardWords = new WeakMap<Heard, ReadonlySet<string>>();

function wordsHeard(heard: Heard): ReadonlySet<string> {
  let words = heardWords.get(heard);
  if (words === undefined) {
    words = new Set(heard.texts.flatMap((text) => text === null ? [] : wordsIn(text)));
    heardWords.set(heard, words);
  }
  return words;
}

function holds(heard: Heard, { tag, text, words, isOneWord }: Needle): boolean {
  if (tag !== null) return heard.tags.includes(tag);
  if (words.length > 0) {
    const known = wordsHeard(heard);
    if (!words.every((word) => known.has(word))) return false;
    if (isOneWord) return true;
  }
  const pattern = patternOf(text);
  return heard.texts.some((one) => one !== null && pattern.test(one.normalize("NFKC")));
}

function wordsIn(text: string): string[] {
  return fold(text).match(WORDS) ?? [];
}

/** A text in which equal letters are equal, in whichever case and form they were written. */
function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll("ς", "σ");
}

const patterns = new Map<string, RegExp>();
const PATTERNS_KEPT = 10_000;

// What words are made of where spaces divide them.
const UNSPACED = ["Han", "Hiragana", "Katakana", "Bopomofo", "Thai", "Lao", "Khmer", "Myanmar"]
  .map((script) => `\\p{sc=${script}}`).join("");
const SPACED = `[[\\p{L}\\p{N}\\p{M}]--[${UNSPACED}\u30FC]]`;
const STARTS_SPACED = new RegExp(`^${SPACED}`, "v");
const ENDS_SPACED = new RegExp(`${SPACED}$`, "v");
const WORDS = new RegExp(`${SPACED}+`, "gv");

/**
 * Finds a word as a whole: "art" is not in "party". Scripts without spaces have no whole words, and
 * end those of others that stand among them.
 */
function patternOf(word: string): RegExp {
  const known = patterns.get(word);
  if (known) return known;
  const text = word.normalize("NFKC");
  const before = STARTS_SPACED.test(text) ? `(?<!${SPACED})` : "";
  const after = ENDS_SPACED.test(text) ? `(?!${SPACED})` : "";
  const pattern = new RegExp(`${before}${RegExp.escape(text)}${after}`, "iv");
  if (patterns.size >= PATTERNS_KEPT) patterns.clear();
  patterns.set(word, pattern);
  return pattern;
}
