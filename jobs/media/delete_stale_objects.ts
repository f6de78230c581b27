import type { Context } from "../../context/mod.ts";
import { isDown } from "../../db/sql.ts";
import { deleteDueObjects } from "../../db/outbox/storage_deletions.ts";
import { inHalves } from "../../lib/halves.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

/**
 * Deletes unreferenced objects in storage, and their copies at the CDN. It runs each minute, so
 * that even after a crash, an address that fewer people may see ends within a minute.
 */
export const deleteStaleObjects: Job = {
  name: "delete_stale_objects",
  summary: "Deletes unreferenced objects in storage, and their copies at the CDN",
  schedule: "* * * * *",
  work: "objects",
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

/** Deletes objects from storage. Returns those that storage refuses to delete. */
async function deleteEach({ storage, log }: Context, keys: readonly string[]): Promise<string[]> {
  const left = await inHalves(keys, (error) => !isDown(error), (some) => storage.delete(some));
  if (left.length > 0) log.error("objects stay", { objects: left.length, error: left[0]!.error });
  return left.map(({ item }) => item);
}

/** Asks the CDN to drop copies of public objects. Returns the objects whose copies may remain. */
async function purge({ cdn, storage, log }: Context, keys: readonly string[]): Promise<string[]> {
  const shown = keys.filter((key) => key.startsWith("public/"));
  if (shown.length === 0) return [];
  try {
    await cdn.purge(shown.map((key) => storage.publicUrl(key)));
    return [];
  } catch (error) {
    // A failing CDN must not delay other deletions.
    log.warn("a purge failed", { objects: shown.length, error });
    return shown;
  }
}
