import { BoundedMemo } from "../bounded_memo.ts";
import { Haystack, type MutedWord, type Needles, needlesOf } from "./muted_words.ts";

/** The people and words that a person mutes. Times are milliseconds since 1970, or Infinity. */
export interface Mutes {
  /** The time until which each person is muted. */
  mutedUntil: ReadonlyMap<string, number>;
  mutedWords: readonly MutedWord[];
}

/** The parts of a post or a notification that can be muted. */
export interface MutableContent {
  authorId: string;
  texts: readonly (string | null)[];
  tags: readonly string[];
}

/** Whether a person mutes this content at a moment. */
export function isMutedFor(
  { mutedUntil, mutedWords }: Mutes,
  content: MutableContent,
  now: number,
): boolean {
  if (mutedUntil.size > 0 && (mutedUntil.get(content.authorId) ?? 0) > now) return true;
  if (mutedWords.length === 0) return false;
  return haystacks.of(content).holds(needles.of(mutedWords), now);
}

/** Returns the next moment at which a mute expires, or Infinity. */
export function nextMuteEnd({ mutedUntil, mutedWords }: Mutes, now: number): number {
  const ends = [...mutedUntil.values(), ...mutedWords.map(({ until }) => until)];
  return Math.min(Infinity, ...ends.filter((end) => end > now));
}

const MIB = 1024 * 1024;
const ASCII = /^[\0-\x7f]*$/;
/**
 * Bytes in memory: of a state of the phrases, of a character of non-ASCII text, and of ASCII text.
 */
const STEP_BYTES = 120, CHARACTER_BYTES = 110, ASCII_BYTES = 30;
const OBJECT_BYTES = 1000;

// A list of words is prepared once for all texts, and a text once for all readers.
const needles = new BoundedMemo<readonly MutedWord[], Needles>({
  make: needlesOf,
  bytesOf: ({ words, signed, tags }) =>
    OBJECT_BYTES + STEP_BYTES * (words.size + signed.size + tags.size),
  bytesMax: 32 * MIB,
});
const haystacks = new BoundedMemo<MutableContent, Haystack>({
  make: ({ texts, tags }) => new Haystack(texts.filter((text) => text !== null), tags),
  bytesOf: (_, { texts }) => texts.reduce((sum, text) => sum + bytesOf(text ?? ""), OBJECT_BYTES),
  bytesMax: 32 * MIB,
});

function bytesOf(text: string): number {
  return text.length * (ASCII.test(text) ? ASCII_BYTES : CHARACTER_BYTES);
}
