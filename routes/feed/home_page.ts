import type { Context } from "../../context.ts";
import type { Relations } from "../../db/relations.ts";
import { nextMuteEnd } from "../../domain/mutes.ts";
import { must } from "../../lib/errors.ts";
import { placeOf } from "../paging.ts";
import { type FeedQuery, isPhotosOnly } from "./query.ts";
import { homeSkeleton, type HomeSources, homeSources, mergedIds } from "./home.ts";
import { postPageText } from "./page_text.ts";
import { walkVisible } from "./walk.ts";

/**
 * A page of the viewer's home feed as JSON. The newest page is kept for a reader who comes again:
 * it is sent as long as nothing has changed of what it was made of and by which rules.
 */
export async function homePage(
  ctx: Context,
  viewerId: string,
  query: FeedQuery,
): Promise<string> {
  const since = ctx.hot.changes.now();
  const relations = must(await ctx.hot.relations.get(viewerId));
  const home = await homeSources(ctx, relations);
  const sources = [home.state, home.pulled];
  const key = query.cursor === undefined
    ? `${viewerId} ${query.limit} ${isPhotosOnly(ctx, query)}`
    : null;
  const kept = key && ctx.pages.find(key, sources);
  if (kept) return kept;
  const { lookedAt, ...page } = await readPage(ctx, relations, home, query);
  const ids = [...lookedAt, ...mergedIds(relations, home)];
  const validUntil = Math.min(page.validUntil, nextMuteEnd(relations, Date.now()));
  if (key) ctx.pages.keep(key, { ...page, validUntil, since, ids, sources });
  return page.text;
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
  const walk = await walkVisible(ctx, relations.userId, query.limit, skeleton);
  return { ...await postPageText(ctx, scope, walk), lookedAt: walk.lookedAt };
}
