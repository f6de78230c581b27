import type { Context } from "../../context/mod.ts";
import { isDown } from "../../db/sql.ts";
import { deleteDueObjects, type DueObject } from "../../db/outbox/storage_deletions.ts";
import { inHalves } from "../../lib/halves.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

const ABORTS_FAILED_MAX = 3;

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
        deleteDueObjects(ctx.sql, limit, async (objects) => {
          const begun = await abortUploads(ctx, objects);
          const keys = objects.map(({ key }) => key).filter((key) => !begun.includes(key));
          const left = [...begun, ...await deleteEach(ctx, keys)];
          failed += left.length;
          const again = await purge(ctx, keys.filter((key) => !left.includes(key)));
          unpurged += again.length;
          return [...left, ...again];
        }),
    );
    return { deleted: found - failed - unpurged, failed, unpurged };
  },
};

/**
 * Ends the uploads in parts that a crash has left, so that their parts take no storage. Returns the
 * objects whose uploads may go on.
 */
async function abortUploads(
  { storage, log }: Context,
  objects: readonly DueObject[],
): Promise<string[]> {
  const begun: string[] = [];
  for (const { key, uploadId } of objects) {
    if (uploadId === null) continue;
    // Storage that fails so often is not asked again in this batch.
    const isAborted = begun.length < ABORTS_FAILED_MAX &&
      await storage.abortUpload(key, uploadId).then(() => true, (error) => {
        log.warn("an upload in parts goes on", { error });
        return false;
      });
    if (!isAborted) begun.push(key);
  }
  return begun;
}

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
