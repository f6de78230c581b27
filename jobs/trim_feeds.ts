import { feedActor, forgetAssembled, listAssembledFeeds, trimFeed } from "../actors/feed.ts";
import { FEED_KEPT } from "../domain/limits.ts";
import type { Job } from "./job.ts";

const UNREAD_FOR_MS = 60 * 24 * 60 * 60 * 1000;

/** Deletes the rows of feeds beyond those that are kept in KV, and all of feeds that nobody reads. */
export const trimFeeds: Job = {
  name: "trim_feeds",
  schedule: "43 3 * * *",
  async run({ kv, actors }, signal) {
    let feeds = 0;
    let rows = 0;
    for await (const { userId, assembled } of listAssembledFeeds(kv)) {
      if (signal.aborted) break;
      feeds++;
      const isRead = Date.now() - assembled.activeAt < UNREAD_FOR_MS;
      if (!isRead) await forgetAssembled(kv, userId);
      for (let count = -1; count !== 0; rows += Math.max(count, 0)) {
        count = await trimFeed(kv, userId, isRead ? FEED_KEPT : 0);
        if (count > 0) actors.evict(feedActor, userId);
      }
    }
    return { feeds, rows };
  },
};
