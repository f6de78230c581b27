import { fold } from "./folding.ts";
import { type Piece, piecesOf } from "./search_words.ts";
import { normalTag } from "./text.ts";

/** A word that somebody does not want to read; `#tag` stands for a hashtag. */
export interface MutedWord {
  word: string;
  until: number;
}

/** Words that follow each other, as an automaton of Aho and Corasick: one step for each word. */
interface Step {
  next: Map<string, Step>;
  /** Until when the words up to here count, or words that these end with. */
  until: number;
  /** The longest other words that these end with, as far as any are looked for. */
  shorter: Step | null;
}

/** Muted words as they are looked for: each text is walked once, however many words there are. */
export interface Needles {
  words: Step;
  /** Those that begin or end with a sign, such as `c++`: signs count as words there. */
  signed: Step;
  /** Until when each hashtag is muted. */
  tags: Map<string, number>;
}

/** Reads the words that somebody mutes. */
export function needlesOf(mutedWords: readonly MutedWord[]): Needles {
  const needles: Needles = { words: newStep(null), signed: newStep(null), tags: new Map() };
  for (const { word, until } of mutedWords) {
    if (/^[#﹟＃]/.test(word)) {
      const tag = normalTag(word);
      if (tag !== null) muteTag(needles.tags, fold(tag), until);
      continue;
    }
    const pieces = piecesOf(word);
    const isSigned = (pieces[0]?.isSign || pieces.at(-1)?.isSign) ?? false;
    plant(isSigned ? needles.signed : needles.words, sequenceOf(pieces, isSigned), until);
  }
  link(needles.words);
  link(needles.signed);
  return needles;
}

function muteTag(tags: Map<string, number>, tag: string, until: number): void {
  tags.set(tag, Math.max(until, tags.get(tag) ?? until));
}

function newStep(shorter: Step | null): Step {
  return { next: new Map(), until: -Infinity, shorter };
}

function plant(root: Step, sequence: readonly string[], until: number): void {
  if (sequence.length === 0) return;
  let step = root;
  for (const text of sequence) {
    let next = step.next.get(text);
    if (next === undefined) step.next.set(text, next = newStep(root));
    step = next;
  }
  step.until = Math.max(step.until, until);
}

/** Finds the shorter words of each step; those of the steps before it are known by then. */
function link(root: Step): void {
  const steps = [...root.next.values()];
  for (const step of steps) {
    for (const [text, next] of step.next) {
      next.shorter = stepFrom(step.shorter, text) ?? root;
      next.until = Math.max(next.until, next.shorter.until);
      steps.push(next);
    }
  }
}

/** The step that a word leads to, from the longest words that it goes on from. */
function stepFrom(from: Step | null, text: string): Step | undefined {
  for (let step = from; step !== null; step = step.shorter) {
    const next = step.next.get(text);
    if (next !== undefined) return next;
  }
  return undefined;
}

/** Stands between two characters of a script without spaces that are not one word. */
const APART = "";

function sequenceOf(pieces: readonly Piece[], withSigns: boolean): string[] {
  if (withSigns) return pieces.map(({ text }) => text);
  const words = pieces.filter(({ isSign }) => !isSign);
  return words.flatMap(({ text, isApart }, n) => isApart && n > 0 ? [APART, text] : [text]);
}

// "l'été" is a word, and so are its parts; "don't" has none.
const INNER_APOSTROPHE =
  /(?<=[\p{L}\p{M}\p{N}])['‘’ʼ＇](?!t(?![\p{L}\p{M}\p{N}]))(?=[\p{L}\p{N}])/giu;

/** Texts as muted words are looked for in them: read once, and only as far as anybody needs it. */
export class Haystack {
  readonly #texts: readonly string[];
  readonly #tags: readonly string[];
  #tagKeys: readonly string[] | undefined;
  readonly #words: (ReadonlySet<string> | undefined)[] = [];
  readonly #sequences: (readonly string[][] | undefined)[] = [];

  /** A hashtag is a word as well, wherever it stands. */
  constructor(texts: readonly string[], tags: readonly string[]) {
    this.#texts = [...texts, ...tags];
    this.#tags = tags;
  }

  /** Whether any of these words is there and counts at a moment. */
  holds({ words, signed, tags }: Needles, now: number): boolean {
    return this.#holdsTag(tags, now) || this.#holds(words, false, now) ||
      this.#holds(signed, true, now);
  }

  #holdsTag(tags: ReadonlyMap<string, number>, now: number): boolean {
    if (tags.size === 0) return false;
    this.#tagKeys ??= this.#tags.map(fold);
    return this.#tagKeys.some((key) => (tags.get(key) ?? -Infinity) > now);
  }

  #holds(root: Step, withSigns: boolean, now: number): boolean {
    if (root.next.size === 0) return false;
    const words = this.#words[Number(withSigns)] ??= new Set(this.#read(withSigns).flat());
    const [few, many] = words.size < root.next.size ? [words, root.next] : [root.next, words];
    let isBegun = false;
    for (const text of few.keys()) {
      if (!many.has(text)) continue;
      const step = root.next.get(text)!;
      if (step.until > now) return true;
      isBegun ||= step.next.size > 0;
    }
    if (!isBegun) return false;
    const sequences = this.#sequences[Number(withSigns)] ??= this.#read(withSigns);
    return sequences.some((sequence) => isAmong(root, sequence, now));
  }

  #read(withSigns: boolean): string[][] {
    return this.#texts.flatMap((text) => {
      const parts = text.replace(INNER_APOSTROPHE, " ");
      const readings = parts === text ? [text] : [text, parts];
      return readings.map((one) => sequenceOf(piecesOf(one), withSigns));
    });
  }
}

function isAmong(root: Step, sequence: readonly string[], now: number): boolean {
  let step = root;
  return sequence.some((text) => {
    step = stepFrom(step, text) ?? root;
    return step.until > now;
  });
}
