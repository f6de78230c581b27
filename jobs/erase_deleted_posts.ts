import { eraseKept } from "../db/erased_collections.ts";
import { eraseDeletedPost, eraseEngagement, findPostToErase } from "../db/erased_posts.ts";
import { transact } from "../db/transact.ts";
import { BATCH } from "./batches.ts";
import type { Job } from "./job.ts";

/** Erases posts that were deleted so long ago that nobody can restore them, and frees storage. */
export const eraseDeletedPosts: Job = {
  name: "erase_deleted_posts",
  schedule: "17 * * * *",
  async run({ sql, db }, signal) {
    let erased = 0;
    while (!signal.aborted) {
      const postId = await findPostToErase(sql);
      if (postId === null) break;
      // Popular posts go in several short steps.
      if (await transact(db, (tx) => eraseEngagement(tx, postId, BATCH)) > 0) continue;
      if (await eraseKept(sql, postId, BATCH) > 0) continue;
      await transact(db, (tx) => eraseDeletedPost(tx, postId));
      erased++;
    }
    return { erased };
  },
};
