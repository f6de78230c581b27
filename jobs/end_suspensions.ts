import { endDueSuspensions } from "../db/suspension.ts";
import { transact } from "../db/transact.ts";
import { inBatches } from "./batches.ts";
import type { Job } from "./job.ts";

/** Ends suspensions whose time is over, also of people who do not come to see it. */
export const endSuspensions: Job = {
  name: "end_suspensions",
  schedule: "* * * * *",
  run: async ({ db }, signal) => ({
    ended: await inBatches(signal, (limit) => transact(db, (tx) => endDueSuspensions(tx, limit))),
  }),
};
