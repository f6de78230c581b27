// The characters that make words, as in migrations/0016_search.sql. A test compares them.
import { fold, UNREAD } from "../folding.ts";

/** A searchable word of a text, and its position in the text. */
export interface SearchWord {
  word: string;
  start: number;
  end: number;
  /** It is a pair of neighbours in a script without spaces, or the last character of such a run. */
  isUnspaced: boolean;
}

/** Joins the letters of all words of a text. */
export function joinedLetters(words: readonly SearchWord[]): string {
  const all = words.map(({ word, isUnspaced }) => isUnspaced ? firstOf(word, 1) : word).join("");
  return firstOf(all, WORD_LENGTH_MAX);
}

const WORD_LENGTH_MAX = 64;

const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3041-\\u309f" +
  "\\u30a1-\\u30fa\\u30fc-\\u30ff\\u3105-\\u312f\\u31f0-\\u31ff\\u3400-\\u4dbf" +
  "\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const SYMBOLS = "\\u2300-\\u23ff\\u2600-\\u27bf\\u2b00-\\u2bff\\u{1f000}-\\u{1faff}";
const GAPS = "\\u0000-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u00a9\\u00ab-\\u00b4" +
  "\\u00b6-\\u00b9\\u00bb-\\u00bf\\u00d7\\u00f7\\u02c2-\\u02df\\u037e\\u0387\\u055a-\\u055f" +
  "\\u0589\\u058a\\u05be\\u05c0\\u05c3\\u05c6\\u05f3\\u05f4\\u0600-\\u060f\\u061b-\\u061f" +
  "\\u066a-\\u066d\\u06d4\\u0700-\\u070d\\u0964\\u0965\\u0970\\u10fb\\u1361-\\u1368" +
  "\\u2000-\\u206f\\u20a0-\\u20cf\\u2190-\\u2bff\\u2e00-\\u2e7f\\u2ff0-\\u33ff\\ud800-\\uf8ff" +
  "\\ufe10-\\ufe6f\\ufff0-\\uffff\\u{10100}-\\u{10102}\\u{20000}-\\u{10ffff}";

/** A run of a script without spaces, a symbol, or a word. */
const WORD = new RegExp(
  `([${UNSPACED}]+)|([${SYMBOLS}])|([^${GAPS}${UNSPACED}${SYMBOLS}]+)`,
  "gu",
);

/**
 * A piece of a folded text: a word, a flag, a symbol, a sign, or one character of an unspaced
 * script.
 */
export interface Piece {
  text: string;
  isSign: boolean;
  /** It is of a script without spaces, and does not directly follow the piece before. */
  isApart: boolean;
}

const PIECE = new RegExp(
  `([${UNSPACED}])|\\p{Regional_Indicator}{2}|[${SYMBOLS}]|[^${GAPS}${UNSPACED}${SYMBOLS}]+|(\\S)`,
  "gu",
);

/** Returns the pieces of a text, in order. Muted words are compared with them. */
export function piecesOf(text: string): Piece[] {
  let unspacedEnd = -1;
  return Array.from(fold(text).matchAll(PIECE), ({ 0: piece, 1: unspaced, 2: sign, index }) => {
    const isApart = unspaced !== undefined && unspacedEnd !== index;
    if (unspaced !== undefined) unspacedEnd = index + piece.length;
    return { text: piece, isSign: sign !== undefined, isApart };
  });
}

/** A unit of folding: a character with its marks. Letters of Hangul combine into one unit. */
const HANGUL = "\\u1100-\\u11ff\\u3131-\\u318e\\ua960-\\ua97f\\uac00-\\ud7ff\\uffa0-\\uffdc";
const CLUSTER = new RegExp(
  `[${HANGUL}][${HANGUL}${UNREAD}]*|\\P{M}[\\p{M}\\uff9e\\uff9f${UNREAD}]*|\\p{M}+`,
  "gu",
);

/** Returns the words of a text, in order. */
export function searchWords(text: string): SearchWord[] {
  const { folded, starts, ends } = foldedPlaces(text);
  const words: SearchWord[] = [];
  for (const { 0: run, 1: unspaced, index } of folded.matchAll(WORD)) {
    if (unspaced === undefined) {
      const [start, end] = [starts[index]!, ends[index + run.length - 1]!];
      words.push({ word: firstOf(run, WORD_LENGTH_MAX), start, end, isUnspaced: false });
      continue;
    }
    const characters = Array.from(run);
    let at = index;
    for (const [n, character] of characters.entries()) {
      const next = characters[n + 1] ?? "";
      const [start, end] = [starts[at]!, ends[at + character.length + next.length - 1]!];
      words.push({ word: character + next, start, end, isUnspaced: true });
      at += character.length;
    }
  }
  return words;
}

/** Folds a text, and returns the source range in it for each code unit of the folded text. */
function foldedPlaces(text: string): { folded: string; starts: number[]; ends: number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  let folded = "";
  for (const { 0: cluster, index: start } of text.matchAll(CLUSTER)) {
    const letters = foldedCluster(cluster);
    folded += letters;
    for (let n = 0; n < letters.length; n++) {
      starts.push(start);
      ends.push(start + cluster.length);
    }
  }
  return { folded, starts, ends };
}

// Texts use few different letters, and a lookup costs a tenth of folding.
const foldedClusters = new Map<string, string>();
const CLUSTERS_KEPT = 5000;
const CLUSTER_LENGTH_KEPT = 4;

function foldedCluster(cluster: string): string {
  const known = foldedClusters.get(cluster);
  if (known !== undefined) return known;
  const folded = fold(cluster);
  if (cluster.length <= CLUSTER_LENGTH_KEPT) {
    if (foldedClusters.size >= CLUSTERS_KEPT) foldedClusters.clear();
    foldedClusters.set(cluster, folded);
  }
  return folded;
}

function firstOf(text: string, count: number): string {
  return text.length <= count ? text : Array.from(text).slice(0, count).join("");
}
