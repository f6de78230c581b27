// A second, plain implementation of search. It reads all texts without an index, and uses the
// properties of characters instead of tables.

/** The searchable texts of a post or a person. */
export interface Text {
  id: string;
  texts: readonly string[];
}

const MARK = /[\p{Mn}\p{Me}\p{Cf}\p{Emoji_Modifier}\u0640]/u;
const APOSTROPHES = "'‘’ʼ";
const UNSPACED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}]/u;
const WORD = /[\p{L}\p{N}\p{M}]/u;
const PICTURE = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

const WORD_LENGTH_MAX = 64;

/** A text as words: each is a string, or the characters of a run without spaces. */
type Words = (string | string[])[];

// Each text is read thousands of times.
const cached = new Map<string, Words>();

function wordsOf(text: string): Words {
  const words = cached.get(text) ?? readWords(text);
  cached.set(text, words);
  return words;
}

function readWords(text: string): Words {
  const letters = Array.from(text.normalize("NFKD").toLowerCase())
    .filter((char) => /[\u3099\u309a]/.test(char) || !MARK.test(char))
    .filter((char) => !APOSTROPHES.includes(char)).join("")
    .replaceAll("ς", "σ").replaceAll("ß", "ss").replaceAll("ø", "o").replaceAll("ł", "l")
    .replaceAll("æ", "ae").replaceAll("œ", "oe").replaceAll("ı", "i").replaceAll("đ", "d")
    .normalize("NFC");
  const words: Words = [];
  let isOpen = false;
  for (const char of letters) {
    const last = words.at(-1);
    const isRun = UNSPACED.test(char) && WORD.test(char);
    if (isRun) {
      if (isOpen && Array.isArray(last)) last.push(char);
      else words.push([char]);
    } else if (WORD.test(char)) {
      if (isOpen && typeof last === "string") words[words.length - 1] = last + char;
      else words.push(char);
    } else if (PICTURE.test(char) && char.codePointAt(0)! >= 0x2300) words.push(char);
    isOpen = WORD.test(char);
  }
  return words.map((word) => typeof word === "string" ? cut(word) : word);
}

function cut(word: string): string {
  return Array.from(word).slice(0, WORD_LENGTH_MAX).join("");
}

function holds(word: string | string[], asked: string | string[], isLast: boolean): boolean {
  if (Array.isArray(asked)) {
    return Array.isArray(word) && word.join("").includes(asked.join(""));
  }
  return typeof word === "string" && (isLast ? word.startsWith(asked) : word === asked);
}

/** Returns the ids of the posts that have all words of `q`. */
export function postsFor(q: string, posts: readonly Text[]): string[] {
  const asked = wordsOf(q);
  if (asked.length === 0) return [];
  const found = posts.filter(({ texts }) => {
    const words = texts.flatMap(wordsOf);
    return asked.every((one, n) => words.some((word) => holds(word, one, n === asked.length - 1)));
  });
  return found.map(({ id }) => id).sort();
}

/** Returns the ids of the people whose names have all words of `q`, with a slip in each. */
export function peopleFor(q: string, people: readonly Text[]): string[] {
  const asked = wordsOf(q);
  if (asked.length === 0) return [];
  const joined = (words: Words) => cut(words.flat().join(""));
  const found = people.filter(({ id, texts }) => {
    const words = texts.flatMap(wordsOf);
    const names = [
      ...words.filter((word) => typeof word === "string"),
      ...texts.map((text) => joined(wordsOf(text))),
    ];
    const knows = (one: string | string[], isLast: boolean) =>
      words.some((word) => holds(word, one, isLast)) ||
      typeof one === "string" &&
        names.some((name) => holds(name, one, isLast) || isSlip(name, one));
    return id.length > 0 &&
      (asked.every((one, n) => knows(one, n === asked.length - 1)) || knows(joined(asked), true));
  });
  return found.map(({ id }) => id).sort();
}

/** Returns whether two words are equal after removing at most one letter from each. */
function isSlip(name: string, asked: string): boolean {
  if (Array.from(asked).length < 4) return false;
  const length = Array.from(name).length;
  if (length < 3 || Math.abs(length - Array.from(asked).length) > 1) return false;
  const forms = length < 4 ? [name] : formsOf(name);
  return formsOf(asked).some((form) => forms.includes(form));
}

function formsOf(word: string): string[] {
  const letters = Array.from(word);
  return [word, ...letters.map((_, n) => letters.toSpliced(n, 1).join(""))];
}
