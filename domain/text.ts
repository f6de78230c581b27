import { fold, normalized } from "./folding.ts";
import {
  MENTIONS_PER_TEXT_MAX,
  TAG_LENGTH_MAX,
  TAGS_PER_POST_MAX,
  USERNAME_LENGTH_MAX,
  USERNAME_LENGTH_MIN,
} from "./limits.ts";

// Hashtags follow UAX #31 (R8) with a profile: `-` and `+` end a tag, as they do elsewhere. Joiners
// and middle dots are allowed only between other characters. Invisible characters are never in a
// tag.
const SIGNS = "\\#\\uFE5F\\uFF03";
const BETWEEN = "\\u200C\\u200D\\u00B7\\u0387\\u30FB\\uFF65";
const LETTERS = `[\\p{XID_Continue}--[\\p{Default_Ignorable_Code_Point}${BETWEEN}]]`;
const PICTURES = "\\p{Extended_Pictographic}\\p{Regional_Indicator}\\p{Emoji_Modifier}";
const FIRST = `(?!\\p{M})[${LETTERS}${PICTURES}]`;
const OTHERS = `[${LETTERS}${PICTURES}\\uFE0F\\u20E3\\u{E0020}-\\u{E007F}]`;
const TAG = `${FIRST}${OTHERS}*(?:[${BETWEEN}]${OTHERS}+)*`;
const HASHTAG = `(?<![${LETTERS}${SIGNS}\\&\\/])[${SIGNS}](?<tag>${TAG})`;

// All Latin letters count as letters of names: "@josé" is not "@jos", nor is "josé@mail.example".
const OWN = "\\p{Script=Latin}0-9_";
const AT = "@\\uFF20";
const MENTION = `(?<![${OWN}][+\\-]*|[${AT}\\/])[${AT}](?<name>[A-Za-z0-9_.]*[A-Za-z0-9_])` +
  `(?!\\.*[${OWN}\\p{M}${AT}])`;

// An address may contain `@` and `#` with another meaning.
const DOMAIN = "(?<![A-Za-z0-9@._\\-])(?:[A-Za-z0-9\\-]{1,63}\\.)+[A-Za-z]{2,63}";
const ADDRESS = "(?:(?<![A-Za-z])[A-Za-z][A-Za-z0-9+.\\-]{1,20}:\\/\\/" +
  `|${DOMAIN}(?::[0-9]{1,5})?(?:[\\/\\#]|\\?[A-Za-z0-9_.%\\-]{1,50}=))` +
  '[^\\s<>"\\u3000-\\u3003\\u3008-\\u3011\\uFF01\\uFF08\\uFF09\\uFF0C\\uFF1F]*';

/** The parts of a text that are not prose. Addresses come first: they may contain the others. */
const SPANS = new RegExp(`${ADDRESS}|${MENTION}|${HASHTAG}`, "gv");
const WHOLE_TAG = new RegExp(`^${TAG}$`, "v");
const TELLING = /[\p{L}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/**
 * Returns a tag as it is shown: without its sign, NFKC, lower case; or null if it is no tag. Digits
 * alone are a number, not a tag.
 */
export function spelledTag(text: string): string | null {
  if (text.length > 4 * TAG_LENGTH_MAX) return null;
  const tag = normalized(text.trim(), "NFKC").replace(/^#/, "").replaceAll("İ", "i").toLowerCase();
  const isTag = tag.length <= TAG_LENGTH_MAX && TELLING.test(tag) && WHOLE_TAG.test(tag);
  return isTag && fold(tag) !== "" ? tag : null;
}

/** Returns a tag as it is stored and compared, equal for all spellings; null if it is no tag. */
export function normalTag(text: string): string | null {
  const tag = spelledTag(text);
  return tag === null ? null : fold(tag);
}

/** Returns a hash of a tag for cluster messages, which must not contain words of users. */
export function tagKey(tag: string): string {
  let hash = 0;
  for (const character of tag) hash = Math.imul(hash, 31) + character.codePointAt(0)! | 0;
  return (hash >>> 0).toString(16);
}

/** Returns the hashtags of a text as they are shown, each once, in order. */
export function hashtagsIn(text: string): string[] {
  return tagsOf([], text).map(({ spelling }) => spelling);
}

/** A tag of a post. */
export interface Tag {
  tag: string;
  /** The tag as the author wrote it. */
  spelling: string;
  /** The author named it beside the text, so an edit of the text does not remove it. */
  isNamed: boolean;
}

/** Returns the tags of a post, each once: those that its author names, then those in its text. */
export function tagsOf(named: readonly string[], text: string): Tag[] {
  const found = spansIn(text).flatMap(({ tag }) => tag ?? []);
  const tags = new Map<string, Tag>();
  for (const [n, given] of [...named, ...found].entries()) {
    const spelling = spelledTag(given);
    if (spelling === null || tags.size === TAGS_PER_POST_MAX) continue;
    const tag = fold(spelling);
    if (!tags.has(tag)) tags.set(tag, { tag, spelling, isNamed: n < named.length });
  }
  return [...tags.values()];
}

/** Returns the usernames that a text mentions, in lower case, each once, in order. */
export function mentionsIn(text: string): string[] {
  const names = spansIn(text).flatMap(({ name }) => name?.toLowerCase() ?? [])
    .filter((name) => name.length >= USERNAME_LENGTH_MIN && name.length <= USERNAME_LENGTH_MAX);
  return [...new Set(names)].slice(0, MENTIONS_PER_TEXT_MAX);
}

function spansIn(text: string): { tag?: string; name?: string }[] {
  return Array.from(text.matchAll(SPANS), ({ groups }) => groups!);
}

/** Returns the first `max` characters of a text. A text that is cut ends in `…`. */
export function preview(text: string, max = 100): string {
  const characters = Array.from(text);
  return characters.length <= max ? text : characters.slice(0, max - 1).join("") + "…";
}
