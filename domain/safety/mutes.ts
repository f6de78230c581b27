import { BoundedMemo } from "../bounded_memo.ts";
import { Haystack, type MutedWord, type Needles, needlesOf } from "./muted_words.ts";

/** What a person does not want to hear of; times are in milliseconds since 1970, or Infinity. */
export interface Mutes {
  /** Until when each person is muted. */
  mutedUntil: ReadonlyMap<string, number>;
  mutedWords: readonly MutedWord[];
}

/** What of a post or a notification can be muted. */
export interface MutableContent {
  authorId: string;
  texts: readonly (string | null)[];
  tags: readonly string[];
}

/** Whether somebody has muted a thing at a moment. */
export function isMutedFor(
  { mutedUntil, mutedWords }: Mutes,
  content: MutableContent,
  now: number,
): boolean {
  if (mutedUntil.size > 0 && (mutedUntil.get(content.authorId) ?? 0) > now) return true;
  if (mutedWords.length === 0) return false;
  return haystacks.of(content).holds(needles.of(mutedWords), now);
}

/** The next moment at which a mute ends by itself, or Infinity. */
export function nextMuteEnd({ mutedUntil, mutedWords }: Mutes, now: number): number {
  const ends = [...mutedUntil.values(), ...mutedWords.map(({ until }) => until)];
  return Math.min(Infinity, ...ends.filter((end) => end > now));
}

const MIB = 1024 * 1024;
const ASCII = /^[\0-\x7f]*$/;
/** What a step of muted words takes, a letter of a text without spaces, and one of other texts. */
const STEP_BYTES = 120, CHARACTER_BYTES = 110, ASCII_BYTES = 30;
const OBJECT_BYTES = 1000;

// A list is read once and not for each text; a text is read once and not for each reader.
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
