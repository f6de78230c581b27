// How texts are folded: migrations/0016_search.sql says the same, and a test compares them.

/** Marks on one letter that are read; more are for no language (UAX #15, stream-safe text). */
export const MARKS_MAX = 30;

// The sound marks of half-width kana are letters that become marks.
const TOO_MANY_MARKS = new RegExp(
  `([\\p{M}\uff9e\uff9f]{${MARKS_MAX}})[\\p{M}\uff9e\uff9f]+`,
  "gu",
);

/** A normal form of a text. The time that sorting marks takes grows with the square of their run. */
export function normalized(text: string, form: "NFC" | "NFKC" | "NFKD"): string {
  return text.replace(TOO_MANY_MARKS, "$1").normalize(form);
}

/** The inside of a class of characters that folding leaves out. */
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
 * A text in which equal letters are equal: without case, accents, width, form and apostrophes. It
 * is the one folding of search, muted words and tags, and folding again changes nothing.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().replaceAll("'", "");
  const bare = normalized(text, "NFKD").toLowerCase().replace(unread, "");
  return normalized(bare.replace(spelled, (letter) => SPELLED.get(letter)!), "NFC");
}
