import type { Context } from "../../context/mod.ts";
import type { Rope } from "../../lib/cache/rope.ts";
import type { Api } from "../http/api.ts";
import { hottest } from "../../reads/discovery/popular.ts";
import { publicPage } from "./public_page.ts";
import { jsonText } from "../feeds/page_text.ts";
import { feedSchema } from "../feeds/feed.ts";
import { pageQuery, placeOf } from "../http/paging.ts";

const SCOPE = "explore";

/** The list of popular posts, with or without a signed-in viewer. */
export function exploreRoutes(api: Api): void {
  api.get("/explore", {
    summary: "Popular public posts; the older, the more popular they must be",
    auth: "optional",
    query: pageQuery,
    response: feedSchema,
    run: async ({ ctx, viewerId, query }) => jsonText(await explorePage(ctx, viewerId, query)),
  });
}

/**
 * Returns a page as JSON. The first page is cached for the same viewer until something in it
 * changes.
 */
async function explorePage(
  ctx: Context,
  viewerId: string | null,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Rope> {
  const since = ctx.cache.versions.now();
  const skeleton = await hottest(ctx, placeOf(ctx, SCOPE, cursor));
  const sources = skeleton.head ? [skeleton.head] : [];
  const key = cursor === undefined ? `${SCOPE} ${viewerId} ${limit}` : null;
  const cached = key && ctx.pages.get(key, sources);
  if (cached) return cached;
  const page = await publicPage(ctx, { viewerId, scope: SCOPE, limit, skeleton });
  if (key) ctx.pages.set(key, { ...page, since, sources });
  return page.text;
}
