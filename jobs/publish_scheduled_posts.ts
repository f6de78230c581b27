import type { Context } from "../context.ts";
import { nextDueAt, publishDuePost } from "../db/schedules.ts";
import { transact } from "../db/transact.ts";
import type { Job } from "./job.ts";

/** Publishes scheduled posts that are due. A timer wakes it on time; its schedule is the safety net. */
export const publishScheduledPosts: Job = {
  name: "publish_scheduled_posts",
  schedule: "* * * * *",
  async run(ctx, signal) {
    let published = 0;
    while (!signal.aborted && await transact(ctx.db, publishDuePost)) published++;
    // Pictures may have to move to where the audience is.
    if (published > 0) ctx.onMediaWaiting();
    if (!signal.aborted) await awaitNext(ctx);
    return { published };
  },
};

async function awaitNext({ sql, onPostScheduled }: Context): Promise<void> {
  const next = await nextDueAt(sql);
  if (next !== null) onPostScheduled(next);
}
