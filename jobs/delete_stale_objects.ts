import type { Context } from "../context.ts";
import { deleteDueObjects } from "../db/storage_deletions.ts";
import { inBatches } from "./batches.ts";
import type { Job } from "./job.ts";

/**
 * Deletes the objects in storage that nothing refers to any more, and the CDN's copies of them. It
 * looks often: an address that fewer people may see now ends within a minute, whatever crashed.
 */
export const deleteStaleObjects: Job = {
  name: "delete_stale_objects",
  schedule: "* * * * *",
  async run(ctx, signal) {
    let unpurged = 0;
    const found = await inBatches(
      signal,
      (limit) =>
        deleteDueObjects(ctx.sql, limit, async (keys) => {
          await ctx.storage.delete(keys);
          const again = await purge(ctx, keys);
          unpurged += again.length;
          return again;
        }),
    );
    return { deleted: found - unpurged, unpurged };
  },
};

/** Asks for the copies of public objects to be forgotten; answers those of which they may be left. */
async function purge({ cdn, storage, log }: Context, keys: readonly string[]): Promise<string[]> {
  const shown = keys.filter((key) => key.startsWith("public/"));
  if (shown.length === 0) return [];
  try {
    await cdn.purge(shown.map((key) => storage.publicUrl(key)));
    return [];
  } catch (error) {
    // Everything else that is due shall not wait for the CDN.
    log.warn("a purge failed", { objects: shown.length, error });
    return shown;
  }
}
