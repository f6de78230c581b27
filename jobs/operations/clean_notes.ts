import { deleteExpiredRows } from "../../db/operations/expired.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

/** Deletes expired notes. Nobody sees them after their day, even before this runs. */
export const cleanNotes: Job = {
  name: "clean_notes",
  summary: "Deletes expired notes",
  schedule: "17 * * * *",
  run: async ({ sql }, signal) => ({
    notes: await inBatches(
      signal,
      (limit) => deleteExpiredRows(sql, { table: "notes", key: "id" }, limit),
    ),
  }),
};
