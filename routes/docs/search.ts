import type { Site } from "./site.ts";

/** Something that the search finds. */
export interface Hit {
  title: string;
  /** The kind of page, such as "Guide". */
  kind: string;
  href: string;
  text: string;
}

interface Entry extends Hit {
  /** All its words in small letters. */
  haystack: string;
  /** The words that name it. */
  name: string;
}

const HITS_MAX = 30;
const EXCERPT_LENGTH = 160;

/** Returns a function that finds guides, operations and schemas by words. The best come first. */
export function searchOf({ guides, groups, openapi }: Site): (query: string) => Hit[] {
  const entries: Entry[] = [
    ...guides.map(({ name, title, lead, text }) =>
      entry({ title, kind: "Guide", href: `/docs/guides/${name}`, text: lead }, text)
    ),
    ...groups.flatMap(({ name, title, operations }) =>
      operations.map(({ operationId, summary, description, method, path }) =>
        entry(
          {
            title: summary,
            kind: title,
            href: `/docs/reference/${name}#${operationId}`,
            text: `${method.toUpperCase()} ${path}`,
          },
          `${operationId} ${splitId(operationId)} ${path} ${description}`,
        )
      )
    ),
    ...Object.entries(openapi.components.schemas).map(([name, { description = "" }]) =>
      entry(
        { title: name, kind: "Schema", href: `/docs/schemas#${name}`, text: description },
        splitId(name),
      )
    ),
  ];
  return (query) => {
    const words = query.toLowerCase().split(/[^\p{L}\p{N}_]+/u).filter((word) => word !== "");
    if (words.length === 0) return [];
    return entries.map((one) => ({ one, score: scoreOf(one, words) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score).slice(0, HITS_MAX)
      .map(({ one: { haystack: _, name: __, ...hit } }) => hit);
  };
}

function entry(hit: Hit, text: string): Entry {
  const excerpt = hit.text.length > EXCERPT_LENGTH
    ? `${hit.text.slice(0, EXCERPT_LENGTH)}…`
    : hit.text;
  const name = hit.title.toLowerCase();
  return { ...hit, text: excerpt, name, haystack: `${name} ${text}`.toLowerCase() };
}

/** Returns 0 unless all words occur. A word in the name counts more than one in the text. */
function scoreOf({ name, haystack, kind }: Entry, words: readonly string[]): number {
  let score = kind === "Guide" ? 1 : 0;
  for (const word of words) {
    if (!haystack.includes(word)) return 0;
    score += name.split(" ").includes(word) ? 4 : name.includes(word) ? 3 : 1;
  }
  return score;
}

function splitId(id: string): string {
  return id.replace(/([a-z])([A-Z])/g, "$1 $2");
}
