import type { Context } from "../../context/mod.ts";
import { eraseCollected } from "../../db/erasure/collections.ts";
import { eraseDeletedPost, eraseEngagement, listPostsToErase } from "../../db/erasure/posts.ts";
import { transact } from "../../db/transact.ts";
import { FIRST_ID, type PostId } from "../../domain/ids.ts";
import { forEachApart } from "../runtime/apart.ts";
import { BATCH } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

/** Erases posts that can no longer be restored, and frees their storage. */
export const eraseDeletedPosts: Job = {
  name: "erase_deleted_posts",
  summary: "Erases posts that can no longer be restored",
  schedule: "17 * * * *",
  async run(ctx, signal) {
    const { done, failed } = await forEachApart(
      ctx,
      signal,
      (after: { id: PostId } | null, limit) =>
        listPostsToErase(ctx.sql, after?.id ?? FIRST_ID, limit),
      ({ id }) => erasePostInSteps(ctx, id, signal),
    );
    return { erased: done, failed };
  },
};

/**
 * Erases a deleted post. Popular ones take several short steps. Returns false if it is not deleted,
 * or if the signal aborts.
 */
export async function erasePostInSteps(
  { sql, db }: Pick<Context, "sql" | "db">,
  postId: PostId,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    if (await transact(db, (tx) => eraseEngagement(tx, postId, BATCH)) > 0) continue;
    if (await eraseCollected(sql, postId, BATCH) > 0) continue;
    return await transact(db, (tx) => eraseDeletedPost(tx, postId));
  }
  return false;
}
