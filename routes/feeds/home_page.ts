import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { Rope } from "../../lib/cache/rope.ts";
import { homeSkeleton, homeSources } from "../../reads/feeds/home.ts";
import { fillPage } from "../../reads/posts/fill_page.ts";
import { placeOf } from "../http/paging.ts";
import { postPageText } from "./page_text.ts";
import { type FeedQuery, isPhotosOnly } from "./query.ts";

/**
 * Returns a page of the viewer's home feed as JSON. The newest page is cached: it is sent again
 * until something changes that it depends on.
 */
export async function homePage(ctx: Context, viewerId: UserId, query: FeedQuery): Promise<Rope> {
  const photosOnly = isPhotosOnly(ctx, query);
  const key = query.cursor === undefined ? `${viewerId} ${query.limit} ${photosOnly}` : null;
  const cached = key && ctx.pages.get(key);
  if (cached) return cached;
  const scope = `feed of ${viewerId}`;
  const before = placeOf(ctx, scope, query.cursor);
  const reading = ctx.cache.reading();
  const sources = await homeSources(ctx, reading, viewerId);
  const skeleton = homeSkeleton(ctx, reading, sources, { before, photosOnly });
  const page = await fillPage(reading, viewerId, query.limit, skeleton);
  const rendered = postPageText(ctx, scope, page);
  if (key) ctx.pages.set(key, rendered, reading);
  return rendered.text;
}
