import { deleteUnfinishedUploads as deleteSome } from "../db/media/abandoned.ts";
import { inBatches } from "./runtime/batches.ts";
import type { Job } from "./runtime/job.ts";

/**
 * Deletes uploads that never arrived, soon after their URLs expired, and any objects left by them.
 */
export const deleteUnfinishedUploads: Job = {
  name: "delete_unfinished_uploads",
  summary: "Deletes uploads that were begun and not finished in time",
  schedule: "17 * * * *",
  run: async ({ sql }, signal) => ({
    uploads: await inBatches(signal, (limit) => deleteSome(sql, limit)),
  }),
};
