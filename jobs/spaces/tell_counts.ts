import { listCountsToTell, tellCount } from "../../db/spaces/counts.ts";
import { transact } from "../../db/transact.ts";
import type { SpaceId } from "../../domain/ids.ts";
import { forEachApart } from "../runtime/apart.ts";
import type { Job } from "../runtime/job.ts";

/** Tells the members of large spaces how many they are now, each space once in a few seconds. */
export const tellMemberCounts: Job = {
  name: "tell_member_counts",
  summary: "Tells the members of large spaces how many they are",
  schedule: "* * * * *",
  work: "space_counts",
  async run(ctx, signal) {
    const { done, failed } = await forEachApart(
      ctx,
      signal,
      (after: { id: SpaceId } | null, limit) => listCountsToTell(ctx.sql, after?.id ?? null, limit),
      ({ id }) => transact(ctx.db, (tx) => tellCount(tx, id)),
    );
    return { told: done, failed };
  },
};
