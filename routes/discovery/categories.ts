import { z } from "zod";
import type { Api } from "../http/api.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";

const categorySchema = z.object({ name: z.string(), postsCount: z.int() });
const SCOPE = "categories";

/** What posts can be sorted into: the list is a matter of configuration. */
export function categoryRoutes(api: Api): void {
  api.get("/categories", {
    summary: "The categories of posts, and how many public posts are in each",
    auth: "optional",
    query: pageQuery,
    response: z.object({ categories: z.array(categorySchema), pagination: paginationSchema }),
    async run({ ctx, query }) {
      const counts = (await ctx.epochs.newest()).categories;
      const after = placeOf(ctx, SCOPE, query.cursor) ?? "";
      const names = ctx.config.CATEGORIES.filter((name) => name > after);
      const shown = names.slice(0, query.limit);
      const next = shown.length < names.length ? shown.at(-1)! : null;
      const categories = shown.map((name) => ({ name, postsCount: counts[name] ?? 0 }));
      return { categories, pagination: paginationOf(ctx, SCOPE, next) };
    },
  });
}
