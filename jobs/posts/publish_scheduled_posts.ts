import type { Context } from "../../context/mod.ts";
import { type DuePost, listDuePosts, nextDueAt, publishDuePost } from "../../db/posts/schedules.ts";
import { transact } from "../../db/transact.ts";
import { forEachApart } from "../runtime/apart.ts";
import type { Job } from "../runtime/job.ts";
import { inSteps } from "../runtime/steps.ts";

/**
 * Publishes scheduled posts that are due. A timer wakes it on time; its schedule is the safety net.
 */
export const publishScheduledPosts: Job = {
  name: "publish_scheduled_posts",
  summary: "Publishes scheduled posts that are due",
  schedule: "* * * * *",
  work: "scheduled_posts",
  run: (ctx, signal) =>
    inSteps(() => publishDue(ctx, signal), async () => {
      if (!signal.aborted) await awaitNext(ctx);
      return {};
    }),
};

async function publishDue(ctx: Context, signal: AbortSignal) {
  const { done, failed } = await forEachApart(
    ctx,
    signal,
    (after: DuePost | null, limit) => listDuePosts(ctx.sql, after, limit),
    ({ id }) => transact(ctx.db, (tx) => publishDuePost(tx, id)),
  );
  return { published: done, failed };
}

async function awaitNext({ sql, wakeUps }: Context): Promise<void> {
  const next = await nextDueAt(sql);
  if (next !== null) wakeUps.wake("scheduled_posts", next);
}
