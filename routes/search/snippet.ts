import { z } from "zod";
import type { PostCard } from "../../db/posts/cards.ts";
import { matcherOf } from "../../domain/search/terms.ts";
import { type SearchWord, searchWords } from "../../domain/search/words.ts";

/** Parts of a text, and whether each matches the query. Clients highlight matches as they like. */
export const snippetSchema = z.array(
  z.object({ text: z.string(), isMatch: z.boolean() }).meta({ id: "SnippetPart" }),
);
type Snippet = z.infer<typeof snippetSchema>;

const SNIPPET_LENGTH = 160;
const LEAD = 40;

/** The length of a post's text that is read for its snippet. Many alt texts may be far longer. */
const READ_LENGTH_MAX = 6000;

/**
 * Returns the part of a post's text with the most different words of `q`, or the beginning if there
 * are none. For a post with a content warning, it shows only the warning.
 */
export function snippetOf(card: PostCard, q: string | undefined): Snippet {
  return snippetOfTexts(textsOf(card), q);
}

/** Returns the part of the text with the most different words of `q`. */
export function snippetOfTexts(texts: readonly string[], q: string | undefined): Snippet {
  const isSought = matcherOf(q ?? "");
  let best: { text: string; found: SearchWord[] } | undefined;
  let length = 0;
  for (const text of texts) {
    if ((length += text.length) > READ_LENGTH_MAX) break;
    const found = searchWords(text).filter(({ word }) => isSought(word));
    if (best === undefined || count(found) > count(best.found)) best = { text, found };
  }
  return best === undefined ? [] : cut(best.text, best.found);
}

function textsOf({ contentWarning, caption, header, media }: PostCard): string[] {
  if (contentWarning !== null) return [contentWarning];
  return [caption, header ?? "", ...media.map((one) => one.altText)];
}

function count(found: readonly SearchWord[]): number {
  return new Set(found.map(({ word }) => word)).size;
}

function cut(text: string, found: readonly SearchWord[]) {
  const first = Math.max(0, (found[0]?.start ?? 0) - LEAD);
  const from = first === 0 ? 0 : breakBefore(text, first);
  const until = from + SNIPPET_LENGTH >= text.length
    ? text.length
    : breakBefore(text, from + SNIPPET_LENGTH);
  const parts: Snippet = [];
  const add = (part: string, isMatch: boolean) => {
    if (part === "") return;
    const before = parts.at(-1);
    if (before?.isMatch === isMatch) before.text += part;
    else parts.push({ text: part, isMatch });
  };
  let at = from;
  if (from > 0) add("…", false);
  for (const { start, end } of found) {
    if (end <= at || end > until) continue;
    add(text.slice(at, start), false);
    add(text.slice(Math.max(at, start), end), true);
    at = end;
  }
  add(text.slice(at, until), false);
  if (until < text.length) add("…", false);
  return parts;
}

/** Returns the nearest place before `at` to cut a text: at a space, or between characters. */
function breakBefore(text: string, at: number): number {
  const space = text.lastIndexOf(" ", at) + 1;
  if (space > at - LEAD && space > 0) return space;
  return text.charCodeAt(at) >= 0xdc00 && text.charCodeAt(at) <= 0xdfff ? at - 1 : at;
}
