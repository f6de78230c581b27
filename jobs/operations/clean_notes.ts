import { deleteExpiredRows } from "../../db/operations/expired.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

const NOTES = { table: "notes", time: "expires_at", days: 0 };

/** Deletes expired notes. Nobody sees them after their day, even before this runs. */
export const cleanNotes: Job = {
  name: "clean_notes",
  summary: "Deletes expired notes",
  schedule: "17 * * * *",
  run: async ({ sql }, signal) => ({
    notes: await inBatches(signal, (limit) => deleteExpiredRows(sql, NOTES, limit)),
  }),
};
