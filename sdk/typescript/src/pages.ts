import type { Client as Api } from "openapi-fetch";
import { data } from "./data.ts";
import type { paths } from "./schema.ts";

/** The data of a response to GET. */
type Got<P> = P extends
  { get: { responses: { 200: { content: { "application/json": { data: infer D } } } } } } ? D
  : never;
type Parameters<P> = P extends { get: { parameters: infer A } } ? A : never;
type Pagination = { pagination: { nextCursor: string | null; hasMore: boolean } };

/** A path whose GET returns a list. A board has several lists. */
export type ListPath = Exclude<
  { [P in keyof paths]: Got<paths[P]> extends Pagination ? P : never }[keyof paths],
  "/api/v1/boards/{id}"
>;

/** One page of a list: its items under their own name, with everything else of the response. */
export type Page<P extends ListPath> = Got<paths[P]>;

/** An item of a list. */
export type Item<P extends ListPath> = Extract<Page<P>[keyof Page<P>], readonly unknown[]>[number];

/** The parameters of a list. Its signal ends it. */
export type ListParameters<P extends ListPath> = Parameters<paths[P]> & { signal?: AbortSignal };

/** A list, from its newest item to its end. Each `for await` reads it anew. */
export interface List<P extends ListPath> extends AsyncIterable<Item<P>> {
  /** Returns the same list page by page. */
  pages(): AsyncIterable<Page<P>>;
}

/** Returns a list, whose pages are requested when they are needed. */
export function listOf<P extends ListPath>(
  api: Api<paths>,
  path: P,
  parameters: { path?: unknown; query?: object; signal?: AbortSignal } = {},
): List<P> {
  const { signal, ...params } = parameters;
  // The types of one path at a time are too deep for a function that serves them all.
  const get = api.GET as unknown as (path: P, init: object) => ReturnType<typeof api.request>;
  async function* pages() {
    let cursor: string | null = null;
    do {
      const query = { ...params.query, ...(cursor === null ? {} : { cursor }) };
      const init = { params: { ...params, query }, ...(signal ? { signal } : {}) };
      const page = await data(get(path, init)) as unknown as Page<P> & Pagination;
      yield page as Page<P>;
      const { hasMore, nextCursor }: Pagination["pagination"] = page.pagination;
      cursor = hasMore ? nextCursor : null;
    } while (cursor !== null);
  }
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) yield* itemsOf<P>(page);
    },
  };
}

/** Returns the only array of a page. */
function itemsOf<P extends ListPath>(page: Page<P>): Item<P>[] {
  return Object.values(page as object).find(Array.isArray) as Item<P>[];
}
