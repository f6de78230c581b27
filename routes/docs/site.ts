import { GROUPS } from "../openapi/reference.ts";
import type { Json } from "../openapi/json.ts";
import { once } from "../../lib/once.ts";
import { readPage, type WrittenPage } from "./markdown.ts";
import type { OpenApi, Operation } from "./openapi.ts";

/** A guide: its name in the address, and its text. */
export interface Guide extends WrittenPage {
  name: string;
}

/** A group of operations of the reference. */
export interface ReferenceGroup {
  name: string;
  title: string;
  description: string;
  operations: Operation[];
}

/** Everything that the pages of the documentation show. */
export interface Site {
  openapi: OpenApi;
  guides: Guide[];
  groups: ReferenceGroup[];
}

const GUIDES = new URL("../../docs/guides/", import.meta.url);
/** The guides in reading order. */
const ORDER = [
  "first-request",
  "signing-in",
  "uploading",
  "feeds-and-paging",
  "live-events",
  "errors",
  "idempotency",
  "limits",
  "offline-clients",
  "webhooks",
  "other-languages",
];

/** Returns a function that reads the site at its first call. */
export function siteOf(readOpenApi: () => Promise<Json>): () => Promise<Site> {
  return once(async () => {
    const openapi = await readOpenApi() as unknown as OpenApi;
    return { openapi, guides: await readGuides(), groups: groupsOf(openapi) };
  });
}

async function readGuides(): Promise<Guide[]> {
  const guides: Guide[] = [];
  for await (const { name: file } of Deno.readDir(GUIDES)) {
    const name = file.replace(/\.md$/, "");
    if (name === file) continue;
    guides.push({ name, ...readPage(await Deno.readTextFile(new URL(file, GUIDES))) });
  }
  const place = ({ name }: Guide) => (ORDER.indexOf(name) + ORDER.length + 1) % (ORDER.length + 1);
  return guides.sort((a, b) => place(a) - place(b));
}

function groupsOf({ paths, tags }: OpenApi): ReferenceGroup[] {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path }))
  ).filter(({ operationId }) => !/Alias\d*$/.test(operationId));
  return GROUPS.map((name) => {
    const { "x-displayName": title, description } = tags.find((tag) => tag.name === name)!;
    return {
      name,
      title,
      description,
      operations: operations.filter(({ tags: [tag] }) => tag === name),
    };
  });
}
