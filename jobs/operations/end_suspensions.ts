import { endDueSuspension, listDueSuspensions } from "../../db/moderation/suspension.ts";
import { transact } from "../../db/transact.ts";
import { FIRST_ID, type UserId } from "../../domain/ids.ts";
import { forEachApart } from "../runtime/apart.ts";
import type { Job } from "../runtime/job.ts";

/** Ends expired suspensions, even if the people never return. */
export const endSuspensions: Job = {
  name: "end_suspensions",
  summary: "Ends expired suspensions",
  schedule: "* * * * *",
  async run(ctx, signal) {
    const { done, failed } = await forEachApart(
      ctx,
      signal,
      (after: { id: UserId } | null, limit) =>
        listDueSuspensions(ctx.sql, after?.id ?? FIRST_ID, limit),
      ({ id }) => transact(ctx.db, (tx) => endDueSuspension(tx, id)),
    );
    return { ended: done, failed };
  },
};
