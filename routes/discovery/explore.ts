import type { UserId } from "../../domain/ids.ts";
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
    summary: "List popular public posts; older posts must be more popular",
    auth: "optional",
    query: pageQuery,
    response: feedSchema,
    run: async ({ ctx, viewerId, query }) => jsonText(await explorePage(ctx, viewerId, query)),
  });
}

/** Returns a page as JSON. The first one is cached until something changes that it depends on. */
async function explorePage(
  ctx: Context,
  viewerId: UserId | null,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Rope> {
  const key = cursor === undefined ? `${SCOPE} ${viewerId} ${limit}` : null;
  if (key) {
    // A cached page is of the epoch that this process knew last: it may be time to look for another.
    await ctx.epochs.newest();
    const cached = ctx.pages.get(key);
    if (cached) return cached;
  }
  const reading = ctx.cache.reading();
  const skeleton = await hottest(ctx, reading, placeOf(ctx, SCOPE, cursor));
  const page = await publicPage(ctx, reading, { viewerId, scope: SCOPE, limit, skeleton });
  if (key) ctx.pages.set(key, page, reading);
  return page.text;
}
