// The folding of texts. migrations/0016_search.sql does the same in SQL, and a test compares them.

/**
 * The most marks that are read on one letter. No language needs more (UAX #15, stream-safe text).
 */
export const MARKS_MAX = 30;

// The sound marks of half-width kana are letters, but normalization turns them into marks.
const TOO_MANY_MARKS = new RegExp(
  `([\\p{M}\uff9e\uff9f]{${MARKS_MAX}})[\\p{M}\uff9e\uff9f]+`,
  "gu",
);

/** Returns a normal form of a text. Cuts long runs of marks: the time to sort one is quadratic. */
export function normalized(text: string, form: "NFC" | "NFKC" | "NFKD"): string {
  return text.replace(TOO_MANY_MARKS, "$1").normalize(form);
}

/** The characters that folding removes, as the inside of a character class. */
export const UNREAD = "\\u00ad\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2" +
  "\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc" +
  "\\u06df-\\u06e8\\u06ea-\\u06ed\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u200b-\\u200f\\u2060-\\u206f" +
  "\\u20d0-\\u20ff\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\ufeff\\u{1f3fb}-\\u{1f3ff}" +
  "\\u{e0000}-\\u{e01ef}'\\u2018\\u2019\\u02bc";
const unread = new RegExp(`[${UNREAD}]`, "gu");

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
const spelled = new RegExp(`[${[...SPELLED.keys()].join("")}]`, "g");

const ASCII = /^[\0-\x7f]*$/;

/**
 * Folds a text, so that equal letters are equal: case, accents, width, form and apostrophes are
 * removed. Search, muted words and tags all use this folding. Folding twice changes nothing more.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().replaceAll("'", "");
  const bare = normalized(text, "NFKD").toLowerCase().replace(unread, "");
  return normalized(bare.replace(spelled, (letter) => SPELLED.get(letter)!), "NFC");
}
