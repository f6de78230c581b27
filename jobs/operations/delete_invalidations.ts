import { deleteInvalidations, moveInvalidationHorizon } from "../../db/operations/invalidations.ts";
import { INVALIDATIONS_KEPT_SECONDS } from "../../domain/limits.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

/** Deletes invalidations that are minutes old. An instance that missed some drops its memory. */
export const deleteOldInvalidations: Job = {
  name: "delete_invalidations",
  summary: "Deletes invalidations that every instance has had time to read",
  schedule: "* * * * *",
  async run({ sql }, signal) {
    await moveInvalidationHorizon(sql, INVALIDATIONS_KEPT_SECONDS);
    return { rows: await inBatches(signal, (limit) => deleteInvalidations(sql, limit)) };
  },
};
