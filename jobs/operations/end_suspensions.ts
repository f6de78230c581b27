import { endDueSuspension, listDueSuspensions } from "../../db/moderation/suspension.ts";
import { transact } from "../../db/transact.ts";
import { FIRST_ID } from "../../domain/ids.ts";
import { forEachApart } from "../runtime/apart.ts";
import type { Job } from "../runtime/job.ts";

/** Ends suspensions whose time is over, also of people who do not come to see it. */
export const endSuspensions: Job = {
  name: "end_suspensions",
  summary: "Ends suspensions whose time is over",
  schedule: "* * * * *",
  async run(ctx, signal) {
    const { done, failed } = await forEachApart(
      ctx,
      signal,
      (after, limit) => listDueSuspensions(ctx.sql, after?.id ?? FIRST_ID, limit),
      ({ id }) => transact(ctx.db, (tx) => endDueSuspension(tx, id)),
    );
    return { ended: done, failed };
  },
};
