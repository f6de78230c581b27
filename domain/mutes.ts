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
  if (mutedWords.length === 0) return false;
  const words = mutedWords.filter(({ until }) => until > now).map(({ word }) => word);
  return words.some((word) => holds(heard, word));
}

/** The next moment at which a mute ends by itself, or Infinity. */
export function nextMuteEnd({ mutedUntil, mutedWords }: Mutes, now: number): number {
  const ends = [...mutedUntil.values(), ...mutedWords.map(({ until }) => until)];
  return Math.min(Infinity, ...ends.filter((end) => end > now));
}

function holds({ texts, tags }: Heard, word: string): boolean {
  if (word.startsWith("#")) {
    const tag = normalTag(word);
    return tag !== null && tags.includes(tag);
  }
  const pattern = patternOf(word);
  return texts.some((text) => text !== null && pattern.test(text.normalize("NFKC")));
}

const patterns = new Map<string, RegExp>();
const PATTERNS_KEPT = 10_000;

// What words are made of where spaces divide them.
const UNSPACED = ["Han", "Hiragana", "Katakana", "Bopomofo", "Thai", "Lao", "Khmer", "Myanmar"]
  .map((script) => `\\p{sc=${script}}`).join("");
const SPACED = `[[\\p{L}\\p{N}\\p{M}]--[${UNSPACED}\u30FC]]`;
const STARTS_SPACED = new RegExp(`^${SPACED}`, "v");
const ENDS_SPACED = new RegExp(`${SPACED}$`, "v");

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
