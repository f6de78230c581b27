import { fold } from "../folding.ts";
import { joinedLetters, type SearchWord, searchWords } from "./words.ts";

// A `tsquery` text consists only of quoted lexemes, so user input never becomes an operator.

const TYPO_WORD_LENGTH_MIN = 4;

/** One part of a query: a word, or neighbours in a script without spaces. */
interface Sought {
  words: string[];
  isUnspaced: boolean;
}

/**
 * Returns the query for all words of `q`; null if there are none. The last may be incomplete. Each
 * lexeme begins with `scope`.
 */
export function termsOf(q: string, scope = ""): string | null {
  const sought = soughtIn(searchWords(q));
  if (sought.length === 0) return null;
  return sought.map((one, n) => termOf(one, n === sought.length - 1, scope)).join(" & ");
}

/** Returns the query for a whole word that does not come from user input. */
export function lexeme(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** Returns a function that says whether a word of a text matches the query `q`. */
export function matcherOf(q: string): (word: string) => boolean {
  const sought = soughtIn(searchWords(q));
  const whole = new Set(sought.flatMap((one) => one.words));
  const begun = sought.filter((one, n) => isBegun(one, n === sought.length - 1))
    .map(({ words }) => words[0]!);
  return (word) => whole.has(word) || begun.some((start) => word.startsWith(start));
}

/** Queries for a person's name: the exact name, a beginning, or names with a slip in each word. */
export interface NameTerms {
  /** The text that a username may equal. */
  username: string;
  exact: string;
  prefix: string;
  /** Matches everything that `exact` and `prefix` match. */
  any: string;
}

/** Returns the queries for names, or null if `q` has no words. */
export function nameTermsOf(q: string): NameTerms | null {
  const words = searchWords(q);
  const sought = soughtIn(words);
  if (sought.length === 0) return null;
  const all = (term: (one: Sought, isLast: boolean) => string) =>
    sought.map((one, n) => term(one, n === sought.length - 1)).join(" & ");
  // A name is also found if somebody writes it as two words.
  const joined = { words: [joinedLetters(words)], isUnspaced: false };
  const either = (term: (one: Sought, isLast: boolean) => string) =>
    `(${all(term)}) | (${term(joined, true)})`;
  return {
    username: fold(q).trim().replace(/^@/, ""),
    exact: either((one) => termOf(one, false)),
    prefix: either((one, isLast) => termOf(one, isLast)),
    any: either((one, isLast) =>
      `(${[termOf(one, isLast), ...slipsOf(one).map((slip) => lexeme(`~${slip}`))].join(" | ")})`
    ),
  };
}

/** Returns a word with at most one letter left out, in all forms. The index has those of names. */
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
      // The last character of a run is already in its last pair, unless it is alone.
      sought.push({ words: pairs.length > 0 ? pairs : [word], isUnspaced });
      pairs = [];
    }
  }
  return sought;
}

function termOf({ words, isUnspaced }: Sought, isLast: boolean, scope = ""): string {
  const lexemes = words.map((word) => lexeme(scope + word));
  if (isBegun({ words, isUnspaced }, isLast)) return `${lexemes[0]}:*`;
  return `(${lexemes.join(" <-> ")})`;
}

/**
 * The last word may be incomplete. A single unspaced character matches pairs that begin with it.
 */
function isBegun({ words, isUnspaced }: Sought, isLast: boolean): boolean {
  return isUnspaced ? words.length === 1 && Array.from(words[0]!).length === 1 : isLast;
}
