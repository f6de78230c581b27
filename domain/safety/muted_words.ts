import { fold } from "../folding.ts";
import { type Phrase, Phrases } from "../phrases.ts";
import { type Piece, piecesOf } from "../search/words.ts";
import { normalTag } from "../text.ts";

/** A word that somebody does not want to read. `#tag` means a hashtag. */
export interface MutedWord {
  word: string;
  until: number;
}

/** Muted words, prepared for the search. */
export interface Needles {
  words: Phrases;
  /** Words that begin or end with a sign, such as `c++`. There, signs count as words. */
  signed: Phrases;
  /** The time until which each hashtag is muted. */
  tags: Map<string, number>;
}

/** Prepares the words that somebody mutes. */
export function needlesOf(mutedWords: readonly MutedWord[]): Needles {
  const tags = new Map<string, number>();
  const [words, signed]: [Phrase[], Phrase[]] = [[], []];
  for (const { word, until } of mutedWords) {
    if (/^[#﹟＃]/.test(word)) {
      const tag = normalTag(word);
      if (tag !== null) muteTag(tags, fold(tag), until);
      continue;
    }
    const pieces = piecesOf(word);
    const isSigned = (pieces[0]?.isSign || pieces.at(-1)?.isSign) ?? false;
    (isSigned ? signed : words).push({ words: sequenceOf(pieces, isSigned), until });
  }
  return { words: new Phrases(words), signed: new Phrases(signed), tags };
}

function muteTag(tags: Map<string, number>, tag: string, until: number): void {
  tags.set(tag, Math.max(until, tags.get(tag) ?? until));
}

/** A mark between two neighbours of a script without spaces that are not one word. */
const APART = "";

function sequenceOf(pieces: readonly Piece[], withSigns: boolean): string[] {
  if (withSigns) return pieces.map(({ text }) => text);
  const words = pieces.filter(({ isSign }) => !isSign);
  return words.flatMap(({ text, isApart }, n) => isApart && n > 0 ? [APART, text] : [text]);
}

// "l'été" is a word, and its parts are words too; "don't" has no parts.
const INNER_APOSTROPHE =
  /(?<=[\p{L}\p{M}\p{N}])['‘’ʼ＇](?!t(?![\p{L}\p{M}\p{N}]))(?=[\p{L}\p{N}])/giu;

/** Texts to search for muted words. They are split into words once, and only when necessary. */
export class Haystack {
  readonly #texts: readonly string[];
  readonly #tags: readonly string[];
  #tagKeys: readonly string[] | undefined;
  readonly #words: (ReadonlySet<string> | undefined)[] = [];
  readonly #sequences: (readonly string[][] | undefined)[] = [];

  /** Hashtags are also searched as words, wherever they are. */
  constructor(texts: readonly string[], tags: readonly string[]) {
    this.#texts = [...texts, ...tags];
    this.#tags = tags;
  }

  /** Whether the texts contain any of these words that is muted at a moment. */
  holds({ words, signed, tags }: Needles, now: number): boolean {
    return this.#holdsTag(tags, now) || this.#holds(words, false, now) ||
      this.#holds(signed, true, now);
  }

  #holdsTag(tags: ReadonlyMap<string, number>, now: number): boolean {
    if (tags.size === 0) return false;
    this.#tagKeys ??= this.#tags.map(fold);
    return this.#tagKeys.some((key) => (tags.get(key) ?? -Infinity) > now);
  }

  #holds(phrases: Phrases, withSigns: boolean, now: number): boolean {
    if (phrases.size === 0) return false;
    const words = this.#words[Number(withSigns)] ??= new Set(this.#read(withSigns).flat());
    const beginning = phrases.beginningOf(words, now);
    if (beginning !== "longer") return beginning === "whole";
    const sequences = this.#sequences[Number(withSigns)] ??= this.#read(withSigns);
    return sequences.some((sequence) => phrases.areAmong(sequence, now));
  }

  #read(withSigns: boolean): string[][] {
    return this.#texts.flatMap((text) => {
      const parts = text.replace(INNER_APOSTROPHE, " ");
      const readings = parts === text ? [text] : [text, parts];
      return readings.map((one) => sequenceOf(piecesOf(one), withSigns));
    });
  }
}
