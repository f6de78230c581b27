import { deleteMessagesOfBanned, listBansToClear } from "../../db/messages/banned.ts";
import { transact } from "../../db/transact.ts";
import { forEachApart } from "../runtime/apart.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

/** Deletes the messages that a ban from a space deletes, if they were too many for the request. */
export const deleteBannedMessages: Job = {
  name: "delete_banned_messages",
  summary: "Deletes messages of people who were banned from a space",
  schedule: "* * * * *",
  async run(ctx, signal) {
    const { done: bans, failed } = await forEachApart(
      ctx,
      signal,
      (after: { id: string } | null, limit) => listBansToClear(ctx.sql, after?.id ?? null, limit),
      ({ id }) =>
        inBatches(
          signal,
          (limit) => transact(ctx.db, (tx) => deleteMessagesOfBanned(tx, id, limit)),
        ),
    );
    return { bans, failed };
  },
};
