import { z } from "zod";
import { pageOf } from "../../db/page.ts";
import type { Api } from "../http/api.ts";

const categorySchema = z.object({ name: z.string(), postsCount: z.int() }).meta({ id: "Category" });

/** The categories of posts. The configuration lists them. */
export function categoryRoutes(api: Api): void {
  api.list("/categories", {
    summary: "List the categories, with the number of public posts in each",
    auth: "optional",
    name: "categories",
    item: categorySchema,
    scope: () => "categories",
    async find({ ctx }, after, limit) {
      const counts = (await ctx.epochs.newest()).categories;
      const names = ctx.config.CATEGORIES.filter((name) => name > (after ?? ""));
      const rows = names.map((name) => ({ name, postsCount: counts[name] ?? 0 }));
      return pageOf(rows, limit, ({ name }) => name);
    },
    view: (categories) => categories,
  });
}
