import { normalized } from "./folding.ts";
import { MENTIONS_PER_TEXT_MAX, TAG_LENGTH_MAX, TAGS_PER_POST_MAX } from "./limits.ts";

// Hashtags follow Unicode UAX 31's letters, marks and numbers; a tag of digits alone is a number.
const HASHTAG = /(?<![\p{L}\p{M}\p{N}_&/#])#([\p{L}\p{M}\p{N}_]+)/gu;
const MENTION = /(?<![\p{L}\p{N}_.@/])@([a-z0-9_.]{3,30})(?![\p{L}\p{N}_@])/giu;

/** A tag as it is stored and compared: without '#', NFKC, lower case; null if it is no tag. */
export function normalTag(text: string): string | null {
  const tag = normalized(text, "NFKC").replace(/^#/, "").toLowerCase();
  if (tag.length > TAG_LENGTH_MAX || !/^[\p{L}\p{M}\p{N}_]+$/u.test(tag)) return null;
  return /\p{L}/u.test(tag) ? tag : null;
}

/** What stands for a tag in news between instances, which carries nobody's words. */
export function tagKey(tag: string): string {
  let hash = 0;
  for (const character of tag) hash = Math.imul(hash, 31) + character.codePointAt(0)! | 0;
  return (hash >>> 0).toString(16);
}

/** The hashtags of a text, normalised, each once, in order. */
export function hashtagsIn(text: string): string[] {
  const found = Array.from(text.matchAll(HASHTAG), (match) => normalTag(match[1]!));
  return [...new Set(found.filter((tag) => tag !== null))].slice(0, TAGS_PER_POST_MAX);
}

/** The tags of a post: those that its author names and those in its text, normalised, each once. */
export function tagsOf(named: readonly string[], text: string): string[] {
  const normal = named.map(normalTag).filter((tag) => tag !== null);
  return [...new Set([...normal, ...hashtagsIn(text)])].slice(0, TAGS_PER_POST_MAX);
}

/** The usernames that a text mentions, lower case, each once, in order. */
export function mentionsIn(text: string): string[] {
  // A full stop that ends a sentence is no part of the name.
  const found = Array.from(text.matchAll(MENTION), (match) => match[1]!.replace(/\.+$/, ""));
  const names = found.map((name) => name.toLowerCase()).filter((name) => name.length >= 3);
  return [...new Set(names)].slice(0, MENTIONS_PER_TEXT_MAX);
}

/** The first `max` characters of a text for a preview, cut at a character and marked as cut. */
export function preview(text: string, max = 100): string {
  const characters = Array.from(text);
  return characters.length <= max ? text : characters.slice(0, max - 1).join("") + "…";
}
