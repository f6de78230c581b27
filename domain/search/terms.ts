import { fold } from "../folding.ts";
import { joinedLetters, type SearchWord, searchWords } from "./words.ts";

// The language of `tsquery`, made of lexemes in quotes alone: nothing that somebody writes is an
// operator.

const TYPO_WORD_LENGTH_MIN = 4;

/** One of what is asked for: a word, or neighbours in a script without spaces. */
interface Sought {
  words: string[];
  isUnspaced: boolean;
}

/**
 * The text of a search for all words of `q`, the last of which may only have begun; null where `q`
 * has no words.
 */
export function termsOf(q: string): string | null {
  const sought = soughtIn(searchWords(q));
  if (sought.length === 0) return null;
  return sought.map((one, n) => termOf(one, n === sought.length - 1)).join(" & ");
}

/** The text of a search for a whole word that is not read from anybody's prose. */
export function lexeme(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** Whether a word of a text is one of those that `q` looks for. */
export function matcherOf(q: string): (word: string) => boolean {
  const sought = soughtIn(searchWords(q));
  const whole = new Set(sought.flatMap((one) => one.words));
  const begun = sought.filter((one, n) => isBegun(one, n === sought.length - 1))
    .map(({ words }) => words[0]!);
  return (word) => whole.has(word) || begun.some((start) => word.startsWith(start));
}

/** How somebody's name is looked for: as it is, as it begins, or with a slip in each word. */
export interface NameTerms {
  /** The text that a username may equal. */
  username: string;
  exact: string;
  prefix: string;
  /** Holds for all that `exact` and `prefix` hold for. */
  any: string;
}

/** The texts of a search for names; null where `q` has no words. */
export function nameTermsOf(q: string): NameTerms | null {
  const words = searchWords(q);
  const sought = soughtIn(words);
  if (sought.length === 0) return null;
  const all = (term: (one: Sought, isLast: boolean) => string) =>
    sought.map((one, n) => term(one, n === sought.length - 1)).join(" & ");
  // Whoever writes two words for one finds it as well.
  const joined = { words: [joinedLetters(words)], isUnspaced: false };
  const either = (term: (one: Sought, isLast: boolean) => string) =>
    `(${all(term)}) | (${term(joined, true)})`;
  return {
    username: fold(q).trim().replace(/^@/, ""),
    exact: either((one) => termOf(one, false)),
    prefix: either(termOf),
    any: either((one, isLast) =>
      `(${[termOf(one, isLast), ...slipsOf(one).map((slip) => lexeme(`~${slip}`))].join(" | ")})`
    ),
  };
}

/** The forms of a word with at most one letter left out. A name has its own in its index. */
function slipsOf({ words: [word], isUnspaced }: Sought): string[] {
  const letters = Array.from(word!);
  if (isUnspaced || letters.length < TYPO_WORD_LENGTH_MIN) return [];
  return [...new Set([word!, ...letters.map((_, n) => letters.toSpliced(n, 1).join(""))])];
}

function soughtIn(words: readonly SearchWord[]): Sought[] {
  const sought: Sought[] = [];
  let pairs: string[] = [];
  for (const { word, isUnspaced } of words) {
    if (!isUnspaced) sought.push({ words: [word], isUnspaced });
    else if (Array.from(word).length > 1) pairs.push(word);
    else {
      // The last character of a run is in its last pair already, unless it is alone.
      sought.push({ words: pairs.length > 0 ? pairs : [word], isUnspaced });
      pairs = [];
    }
  }
  return sought;
}

function termOf(one: Sought, isLast: boolean): string {
  if (isBegun(one, isLast)) return `${lexeme(one.words[0]!)}:*`;
  return `(${one.words.map(lexeme).join(" <-> ")})`;
}

/** The last word may go on. A character alone begins the pairs that it is in. */
function isBegun({ words, isUnspaced }: Sought, isLast: boolean): boolean {
  return isUnspaced ? words.length === 1 && Array.from(words[0]!).length === 1 : isLast;
}
