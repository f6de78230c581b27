import type { Json } from "./json.ts";

/** The groups of operations in reading order. Each has a file in `docs/reference`. */
export const GROUPS = [
  "auth",
  "security",
  "users",
  "follows",
  "safety",
  "media",
  "posts",
  "engagement",
  "comments",
  "boards",
  "notes",
  "feeds",
  "search",
  "notifications",
  "conversations",
  "messages",
  "spaces",
  "realtime",
  "moderation",
  "admin",
  "service",
] as const;

/** The name of a group of operations. */
export type GroupName = (typeof GROUPS)[number];

/** A group of operations, as the reference introduces it. */
export interface Group {
  name: GroupName;
  title: string;
  description: string;
}

/** An example of a request or of a response. */
export interface Example {
  /** A name in an OpenAPI document: letters only. */
  name: string;
  summary: string;
  value: unknown;
}

/** The text about one operation. */
export interface OperationText {
  id: string;
  group: GroupName;
  description: string;
  requests: Example[];
  responses: Example[];
}

/** The written part of the reference: the part that no schema can tell. */
export interface Reference {
  groups: Group[];
  /** The operations by method and path, such as `GET /api/v1/posts/{id}`. */
  operations: Map<string, OperationText>;
  /** The introduction of the schema `name`, with an example. */
  schemas: Map<string, { description: string; example?: unknown }>;
  /** Values of properties in examples. */
  values: Record<string, unknown>;
}

const FOLDER = new URL("../../docs/reference/", import.meta.url);
const ROUTE = /`((?:GET|POST|PUT|PATCH|DELETE) \/[^`]*)`/g;
const SCHEMAS_FILE = "schemas";

/** Reads the reference from `docs/reference`. Throws if a file breaks the form of its README. */
export async function readReference(): Promise<Reference> {
  const values = JSON.parse(await Deno.readTextFile(new URL("values.json", FOLDER)));
  const reference: Reference = { groups: [], operations: new Map(), schemas: new Map(), values };
  for (const name of GROUPS) addGroup(reference, name, await sectionsOf(name));
  const [, ...schemas] = await sectionsOf(SCHEMAS_FILE);
  for (const { title, text, parts } of schemas) {
    const example = parts[0]?.json;
    reference.schemas.set(title, { description: text, ...(parts[0] ? { example } : {}) });
  }
  return reference;
}

function addGroup({ groups, operations }: Reference, name: GroupName, sections: Section[]) {
  const [head, ...rest] = sections;
  if (!head) throw new Error(`docs/reference/${name}.md is empty`);
  groups.push({ name, title: head.title, description: head.text });
  for (const { title, text, parts } of rest) {
    const [routes = "", ...paragraphs] = text.split("\n\n");
    const keys = [...routes.matchAll(ROUTE)].map((match) => match[1]!);
    if (keys.length === 0) throw new Error(`${title} in docs/reference/${name}.md has no route`);
    const operation = {
      group: name,
      description: paragraphs.join("\n\n"),
      requests: examplesOf(parts, "Request"),
      responses: examplesOf(parts, "Response"),
    };
    for (const [at, key] of keys.entries()) {
      if (operations.has(key)) throw new Error(`${key} is described twice`);
      operations.set(key, { ...operation, ...(at === 0 ? { id: title } : aliasOf(title, at)) });
    }
  }
}

/** Returns the id and the text of a further route of an operation. */
function aliasOf(id: string, at: number): { id: string; description: string } {
  return {
    id: `${id}Alias${at === 1 ? "" : at}`,
    description: `The same operation as \`${id}\`, which is the preferred form.`,
  };
}

function examplesOf(parts: Part[], kind: string): Example[] {
  return parts.filter(({ title }) => title.split(":")[0] === kind).map(({ title, json }) => {
    const summary = title.includes(":") ? title.slice(kind.length + 1).trim() : "An example";
    return {
      name: summary.replace(/[^A-Za-z]+(\w)?/g, (_, next = "") => next.toUpperCase()),
      summary,
      value: json,
    };
  });
}

/** A heading of the first or second level, with its text and its JSON blocks. */
interface Section {
  title: string;
  text: string;
  parts: Part[];
}

/** A heading of the third level with one JSON block. */
interface Part {
  title: string;
  json: unknown;
}

async function sectionsOf(name: string): Promise<Section[]> {
  const file = `${name}.md`;
  const text = await Deno.readTextFile(new URL(file, FOLDER));
  return text.split(/^(?=##? )/m).filter((section) => section.trim() !== "").map((section) => {
    const [body = "", ...parts] = section.split(/^### /m);
    const [title = "", ...lines] = body.split("\n");
    return {
      title: title.replace(/^#+ /, "").trim(),
      text: lines.join("\n").trim().replace(/(?<!\n)\n(?![\n\-|*])/g, " "),
      parts: parts.map((part) => partOf(part, file)),
    };
  });
}

function partOf(part: string, file: string): Part {
  const found = /^([^\n]+)\n+```json\n([\s\S]*?)\n```\s*$/.exec(part);
  if (!found) throw new Error(`${file}: "### ${part.split("\n")[0]}" needs one JSON block`);
  return { title: found[1]!.trim(), json: JSON.parse(found[2]!) as unknown };
}

/** Returns the examples in the form of an OpenAPI document. */
export function examplesJson(examples: Example[]): Json {
  if (examples.length === 0) return {};
  const [only] = examples;
  if (examples.length === 1) return { example: only!.value };
  return {
    examples: Object.fromEntries(
      examples.map(({ name, summary, value }) => [name, { summary, value }]),
    ),
  };
}
