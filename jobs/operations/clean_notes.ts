import { deleteExpiredRows } from "../../db/operations/expired.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

/** Deletes notes whose day is over. Nobody sees them since then, whenever this runs. */
export const cleanNotes: Job = {
  name: "clean_notes",
  summary: "Deletes notes whose day is over",
  schedule: "17 * * * *",
  run: async ({ sql }, signal) => ({
    notes: await inBatches(
      signal,
      (limit) => deleteExpiredRows(sql, { table: "notes", key: "id" }, limit),
    ),
  }),
};
