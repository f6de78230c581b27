import { deleteAbandonedMedia } from "../../db/media/abandoned.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

/** The life of a picture that no post and no avatar uses. */
const UNUSED_HOURS = 24;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** Deletes uploads that never arrived, and unused pictures, with their objects. */
export const deleteAbandonedUploads: Job = {
  name: "delete_abandoned_uploads",
  summary: "Deletes uploads that never arrived, and unused pictures",
  schedule: "41 3 * * *",
  async run({ sql }, signal) {
    let after = FIRST_ID;
    const deleted = await inBatches(signal, async (limit) => {
      const options = { after, unusedHours: UNUSED_HOURS, limit };
      const { last, count } = await deleteAbandonedMedia(sql, options);
      after = last ?? after;
      return count;
    });
    return { deleted };
  },
};
