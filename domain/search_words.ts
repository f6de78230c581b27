// Which characters make words: migrations/0016_search.sql says the same, and a test compares them.

/** A word of a text as it is searched, and which part of the text it is. */
export interface SearchWord {
  word: string;
  start: number;
  end: number;
  /** It is a pair of neighbours in a script without spaces, or the last character of such a run. */
  isUnspaced: boolean;
}

/** The letters of all words of a text in one. */
export function joinedLetters(words: readonly SearchWord[]): string {
  const all = words.map(({ word, isUnspaced }) => isUnspaced ? firstOf(word, 1) : word).join("");
  return firstOf(all, WORD_LENGTH_MAX);
}

const WORD_LENGTH_MAX = 64;

const DROPPED = chars(
  "\\u00ad\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7" +
    "\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e8\\u06ea-\\u06ed" +
    "\\u1ab0-\\u1aff\\u1dc0-\\u1dff" +
    "\\u200b-\\u200f\\u2060-\\u206f\\u20d0-\\u20ff\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\ufeff\\u{1f3fb}-\\u{1f3ff}" +
    "\\u{e0000}-\\u{e01ef}'\\u2018\\u2019\\u02bc",
  "gu",
);
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

const isUnspaced = chars(UNSPACED);
const isSymbol = chars(SYMBOLS);
const isGap = chars(GAPS);
/** A character with its marks; the parts of a syllable of Hangul may be written one by one. */
const CLUSTER = /[\u1100-\u11ff]+|\P{M}\p{M}*|\p{M}+/gu;

const SPELLED = new Map(Object.entries({
  ς: "σ",
  ø: "o",
  đ: "d",
  ł: "l",
  ı: "i",
  ð: "d",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  þ: "th",
}));

function chars(ranges: string, flags = "u"): RegExp {
  return new RegExp(`[${ranges}]`, flags);
}

/** A text in which equal letters are equal: without case, accents, width and form. */
export function foldForSearch(text: string): string {
  const bare = text.normalize("NFKD").toLowerCase().replace(DROPPED, "");
  return bare.replace(/[ςøđłıðßæœþ]/g, (letter) => SPELLED.get(letter)!).normalize("NFC");
}

/** The words of a text, in order. */
export function searchWords(text: string): SearchWord[] {
  const words: SearchWord[] = [];
  let letters: SearchWord[] = [];
  const end = () => {
    words.push(...letters[0]?.isUnspaced ? pairsOf(letters) : wordOf(letters));
    letters = [];
  };
  for (const { 0: cluster, index: start } of text.matchAll(CLUSTER)) {
    for (const word of foldForSearch(cluster)) {
      const one = { word, start, end: start + cluster.length, isUnspaced: isUnspaced.test(word) };
      const isSingle = isSymbol.test(word);
      const isEnd = isSingle || (!one.isUnspaced && isGap.test(word));
      if (isEnd || letters[0]?.isUnspaced !== one.isUnspaced) end();
      if (isSingle) words.push(one);
      else if (!isEnd) letters.push(one);
    }
  }
  end();
  return words;
}

function pairsOf(letters: readonly SearchWord[]): SearchWord[] {
  return letters.map((one, n) => {
    const next = letters[n + 1] ?? { word: "", end: one.end };
    return { ...one, word: one.word + next.word, end: next.end };
  });
}

function wordOf(letters: readonly SearchWord[]): SearchWord[] {
  const [first] = letters;
  if (first === undefined) return [];
  const word = letters.slice(0, WORD_LENGTH_MAX).map((one) => one.word).join("");
  return [{ ...first, word, end: letters.at(-1)!.end }];
}

function firstOf(text: string, count: number): string {
  return text.length <= count ? text : Array.from(text).slice(0, count).join("");
}
