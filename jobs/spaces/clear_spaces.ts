import { clearSpace, listSpacesToClear } from "../../db/spaces/ending.ts";
import { transact } from "../../db/transact.ts";
import { SPACE_MEMBERS_CLEARED_MAX } from "../../domain/conversations/limits.ts";
import type { SpaceId } from "../../domain/ids.ts";
import { forEachApart } from "../runtime/apart.ts";
import type { Job } from "../runtime/job.ts";

/** Ends the memberships of deleted spaces that had more members than a request could dismiss. */
export const clearDeletedSpaces: Job = {
  name: "clear_deleted_spaces",
  summary: "Ends the memberships of large spaces that were deleted",
  schedule: "* * * * *",
  work: "space_members",
  async run(ctx, signal) {
    let dismissed = 0;
    const { failed } = await forEachApart(
      ctx,
      signal,
      (after: { id: SpaceId } | null, limit) =>
        listSpacesToClear(ctx.sql, after?.id ?? null, limit),
      async ({ id }) => {
        for (let count = SPACE_MEMBERS_CLEARED_MAX; count === SPACE_MEMBERS_CLEARED_MAX;) {
          if (signal.aborted) break;
          count = await transact(
            ctx.db,
            (tx) => clearSpace(tx, id, SPACE_MEMBERS_CLEARED_MAX),
          );
          dismissed += count;
        }
      },
    );
    return { dismissed, failed };
  },
};
