import type { Context } from "../../context/mod.ts";
import { isDown } from "../../db/sql.ts";
import { deleteDueObjects } from "../../db/outbox/storage_deletions.ts";
import { inHalves } from "../../lib/halves.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

/**
 * Deletes the objects in storage that nothing refers to any more, and the CDN's copies of them. It
 * looks often: an address that fewer people may see now ends within a minute, whatever crashed.
 */
export const deleteStaleObjects: Job = {
  name: "delete_stale_objects",
  summary: "Deletes objects in storage that nothing refers to, and their copies in the CDN",
  schedule: "* * * * *",
  async run(ctx, signal) {
    let [failed, unpurged] = [0, 0];
    const found = await inBatches(
      signal,
      (limit) =>
        deleteDueObjects(ctx.sql, limit, async (keys) => {
          const left = await deleteEach(ctx, keys);
          failed += left.length;
          const again = await purge(ctx, keys.filter((key) => !left.includes(key)));
          unpurged += again.length;
          return [...left, ...again];
        }),
    );
    return { deleted: found - failed - unpurged, failed, unpurged };
  },
};

/** Deletes objects from storage; returns those that it does not let go. */
async function deleteEach({ storage, log }: Context, keys: readonly string[]): Promise<string[]> {
  const left = await inHalves(keys, (error) => !isDown(error), (some) => storage.delete(some));
  if (left.length > 0) log.error("objects stay", { objects: left.length, error: left[0]!.error });
  return left.map(({ item }) => item);
}

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
