import { listAssembledFeeds, trimFeed } from "../actors/feed.ts";
import { FEED_KEPT } from "../domain/limits.ts";
import type { Job } from "./job.ts";

/** Deletes the rows of feeds beyond those that are kept in KV; Postgres has the older posts. */
export const trimFeeds: Job = {
  name: "trim_feeds",
  schedule: "43 3 * * *",
  async run({ kv }, signal) {
    let feeds = 0;
    let rows = 0;
    for await (const userId of listAssembledFeeds(kv)) {
      if (signal.aborted) break;
      feeds++;
      for (let count = -1; count !== 0; rows += Math.max(count, 0)) {
        count = await trimFeed(kv, userId, FEED_KEPT);
      }
    }
    return { feeds, rows };
  },
};
