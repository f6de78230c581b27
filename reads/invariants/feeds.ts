import type { UserId } from "../../domain/ids.ts";
import {
  type FeedEntry,
  hasFeedRows,
  listFeedRows,
  readAssembled,
} from "../../actors/users/feed.ts";
import type { Context } from "../../context/mod.ts";
import { listHomeFeed } from "../../db/feeds/feed.ts";
import { findWrongPlaces, isFeedComplete, keepWritten } from "../../db/operations/feed_drift.ts";
import type { Drift } from "../../domain/operations/invariants.ts";
import type { DriftReport } from "./report.ts";

/** The number of newest places of a feed that are compared. */
const PLACES = 100;

/** Compares the rows of these users' feeds with their posts in Postgres. */
export async function checkFeeds(
  ctx: Context,
  userIds: readonly UserId[],
  report: DriftReport,
): Promise<void> {
  for (const userId of userIds) {
    const assembled = await readAssembled(ctx.kv, userId);
    if (!assembled) continue;
    const places = await listHomeFeed(ctx.sql, userId, null, PLACES);
    // This is read after the list: after a follow meanwhile, the feed is assembled again anyway.
    if (!await isFeedComplete(ctx.sql, { userId, ...assembled })) continue;
    report.checked.feeds++;
    // KV is read last, because posts that are no longer being fanned out have their rows.
    const expected = await keepWritten(ctx.sql, userId, places, ctx.config.FANOUT_LIMIT);
    const isThere = await hasFeedRows(ctx.kv, userId, expected.map((place) => place.sortId));
    report.add(
      expected.filter((_, index) => !isThere[index])
        .map(({ sortId }) => ({ what: "feed.missing", id: userId, kept: null, real: sortId })),
    );
    report.add(await wrongRows(ctx, userId));
  }
}

async function wrongRows({ kv, sql }: Context, userId: UserId): Promise<Drift[]> {
  const rows: FeedEntry[] = await listFeedRows(kv, userId, null, PLACES);
  const wrong = await findWrongPlaces(sql, rows);
  return wrong.map(({ sortId }) => ({ what: "feed.wrong", id: userId, kept: sortId, real: null }));
}
