import { type DuePost, listDuePosts, publishDuePost } from "../../db/posts/schedules.ts";
import { transact } from "../../db/transact.ts";
import { forEachApart } from "../runtime/apart.ts";
import type { Job } from "../runtime/job.ts";

/**
 * Publishes scheduled posts that are due. A timer wakes it on time; its schedule is the safety net.
 */
export const publishScheduledPosts: Job = {
  name: "publish_scheduled_posts",
  summary: "Publishes scheduled posts that are due",
  schedule: "* * * * *",
  work: "scheduled_posts",
  async run(ctx, signal) {
    const { done, failed } = await forEachApart(
      ctx,
      signal,
      (after: DuePost | null, limit) => listDuePosts(ctx.sql, after, limit),
      ({ id }) => transact(ctx.db, (tx) => publishDuePost(tx, id)),
    );
    return { published: done, failed };
  },
};
