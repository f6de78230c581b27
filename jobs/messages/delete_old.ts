import type { Context } from "../../context/mod.ts";
import { deleteOld, deleteOldTakenDown, listWithOldMessages } from "../../db/messages/expiry.ts";
import { transact } from "../../db/transact.ts";
import type { ConversationId } from "../../domain/ids.ts";
import { forEachApart } from "../runtime/apart.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

/** Deletes messages that are older than their conversation keeps them. */
export const deleteOldMessages: Job = {
  name: "delete_old_messages",
  summary: "Deletes messages that are older than their conversation keeps them",
  schedule: "17 * * * *",
  async run(ctx, signal) {
    const { done: conversations, failed } = await forEachApart(
      ctx,
      signal,
      (after: { id: ConversationId } | null, limit) =>
        listWithOldMessages(ctx.sql, after?.id ?? null, limit),
      ({ id }) => deleteOldIn(ctx, id, signal),
    );
    await inBatches(signal, (limit) => transact(ctx.db, (tx) => deleteOldTakenDown(tx, limit)));
    return { conversations, failed };
  },
};

async function deleteOldIn(
  { db }: Context,
  id: ConversationId,
  signal: AbortSignal,
): Promise<boolean> {
  return await inBatches(signal, (limit) => transact(db, (tx) => deleteOld(tx, id, limit))) > 0;
}
