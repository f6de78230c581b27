import { deleteDueObjects } from "../db/storage_deletions.ts";
import { inBatches } from "./batches.ts";
import type { Job } from "./job.ts";

/** Deletes the objects in storage that nothing refers to any more. */
export const deleteStaleObjects: Job = {
  name: "delete_stale_objects",
  schedule: "*/10 * * * *",
  run: async ({ sql, storage }, signal) => ({
    deleted: await inBatches(
      signal,
      (limit) => deleteDueObjects(sql, limit, (keys) => storage.delete(keys)),
    ),
  }),
};
