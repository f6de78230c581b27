import type { UserId } from "../../domain/ids.ts";
import { feedActor, listAssembledFeeds, trimFeed } from "../../actors/users/feed.ts";
import type { Context } from "../../context/mod.ts";
import type { Job } from "../runtime/job.ts";

const UNREAD_FOR_MS = 60 * 24 * 60 * 60 * 1000;

/** Deletes feed rows beyond the stored maximum, and all rows of feeds that nobody reads. */
export const trimFeeds: Job = {
  name: "trim_feeds",
  summary: "Deletes feed rows beyond the stored maximum, and feeds that nobody reads",
  schedule: "43 3 * * *",
  async run(ctx, signal) {
    const counts = { feeds: 0, rows: 0, failed: 0 };
    for await (const userId of listAssembledFeeds(ctx.kvStores)) {
      if (signal.aborted) break;
      try {
        counts.rows += await trim(ctx, userId);
        counts.feeds++;
      } catch (error) {
        counts.failed++;
        ctx.log.error("a feed was not trimmed", { userId, error });
      }
    }
    return counts;
  },
};

async function trim({ kv, actors }: Context, userId: UserId): Promise<number> {
  let rows = 0;
  for (let count = -1; count !== 0; rows += Math.max(count, 0)) {
    count = await trimFeed(kv, userId, Date.now() - UNREAD_FOR_MS);
    if (count > 0) actors.evict(feedActor, userId);
  }
  return rows;
}
