import { Haystack, type MutedWord, type Needles, needlesOf } from "./muted_words.ts";

/** What a person does not want to hear of; times are in milliseconds since 1970, or Infinity. */
export interface Mutes {
  /** Until when each person is muted. */
  mutedUntil: ReadonlyMap<string, number>;
  mutedWords: readonly MutedWord[];
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
  const haystack = kept(haystacks, heard, haystackOf);
  return haystack.holds(kept(needlesByList, mutedWords, readNeedles), now);
}

/** The next moment at which a mute ends by itself, or Infinity. */
export function nextMuteEnd({ mutedUntil, mutedWords }: Mutes, now: number): number {
  const ends = [...mutedUntil.values(), ...mutedWords.map(({ until }) => until)];
  return Math.min(Infinity, ...ends.filter((end) => end > now));
}

// A list is read once and not for each text; a text is read once and not for each reader.
const needlesByList = new WeakMap<readonly MutedWord[], Needles>();
const haystacks = new WeakMap<Heard, Haystack>();
/** The latest lists of which much was made: what was made of earlier ones is let go. */
const largeLists: (readonly MutedWord[])[] = [];
const LARGE_STEPS = 500;
const LARGE_LISTS_KEPT = 20;

function readNeedles(mutedWords: readonly MutedWord[]): Needles {
  const needles = needlesOf(mutedWords);
  if (needles.words.size + needles.signed.size <= LARGE_STEPS) return needles;
  largeLists.push(mutedWords);
  if (largeLists.length > LARGE_LISTS_KEPT) needlesByList.delete(largeLists.shift()!);
  return needles;
}

function kept<K extends WeakKey, V>(values: WeakMap<K, V>, key: K, make: (key: K) => V): V {
  let value = values.get(key);
  if (value === undefined) values.set(key, value = make(key));
  return value;
}

function haystackOf({ texts, tags }: Heard): Haystack {
  return new Haystack(texts.filter((text) => text !== null), tags);
}
