import { feedActor } from "../../actors/users/feed.ts";
import type { Context } from "../../context/mod.ts";
import type { Relations } from "../../db/people/relations.ts";
import { nextMuteEnd } from "../../domain/safety/mutes.ts";
import type { Rope } from "../../lib/cache/rope.ts";
import { must } from "../../lib/errors.ts";
import { placeOf } from "../http/paging.ts";
import { type FeedQuery, isPhotosOnly } from "./query.ts";
import { activeUntil } from "../../reads/feeds/assemble.ts";
import { homeSkeleton, type HomeSources, homeSources, mergedIds } from "../../reads/feeds/home.ts";
import { postPageText } from "./page_text.ts";
import { fillPage } from "../../reads/posts/fill_page.ts";

/**
 * Returns a page of the viewer's home feed as JSON. The newest page is cached. It is sent again
 * until its posts, its sources or the rules that shaped it change.
 */
export async function homePage(
  ctx: Context,
  viewerId: string,
  query: FeedQuery,
): Promise<Rope> {
  const [since, now] = [ctx.cache.versions.now(), Date.now()];
  const key = query.cursor === undefined
    ? `${viewerId} ${query.limit} ${isPhotosOnly(ctx, query)}`
    : null;
  const cached = key && await findCached(ctx, viewerId, key);
  if (cached) return cached;
  const relations = must(await ctx.cache.relations.get(viewerId));
  const home = await homeSources(ctx, relations);
  const { lookedAt, ...page } = await readPage(ctx, relations, home, query);
  const ids = [...lookedAt, ...mergedIds(relations, home)];
  if (key) {
    const mutesUntil = nextMuteEnd(relations, now);
    const validUntil = Math.min(page.validUntil, mutesUntil, activeUntil(home.state));
    const sources = [home.state, home.pulled];
    ctx.pages.set(key, { ...page, validUntil, since, ids, sources });
  }
  return page.text;
}

/** Returns the page as it was last sent, or null if a new one might differ. */
async function findCached(ctx: Context, viewerId: string, key: string): Promise<Rope | null> {
  const pulled = await ctx.cache.pulledAuthors();
  const state = ctx.actors.peek(feedActor, viewerId);
  return state ? ctx.pages.get(key, [state, pulled]) : null;
}

async function readPage(
  ctx: Context,
  relations: Relations,
  home: HomeSources,
  query: FeedQuery,
) {
  const scope = `feed of ${relations.userId}`;
  const skeleton = homeSkeleton(ctx, relations, home, {
    before: placeOf(ctx, scope, query.cursor),
    photosOnly: isPhotosOnly(ctx, query),
  });
  const walk = await fillPage(ctx, relations.userId, query.limit, skeleton);
  return { ...await postPageText(ctx, scope, walk), lookedAt: walk.lookedAt };
}
