import { forgetEntries } from "../../actors/users/inbox.ts";
import type { Context } from "../../context/mod.ts";
import {
  deleteExpiredRows,
  deleteReadNotifications,
  EXPIRING_ROWS,
} from "../../db/operations/expired.ts";
import { deleteEndedShareLinks } from "../../db/sharing/share_links.ts";
import { deleteEndedInvitations } from "../../db/spaces/invitations.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";
import { inSteps } from "../runtime/steps.ts";

const READ_NOTIFICATIONS_KEPT_DAYS = 90;
const SHARE_LINKS_KEPT_DAYS = 30;
const INVITATIONS_KEPT_DAYS = 30;

/** Deletes rows that have expired. */
export const deleteExpired: Job = {
  name: "delete_expired",
  summary: "Deletes sessions, codes, tokens and other rows that have expired",
  schedule: "17 * * * *",
  run(ctx, signal) {
    const step = (name: string, deleteSome: (limit: number) => Promise<number>) => async () => ({
      [name]: await inBatches(signal, deleteSome),
    });
    return inSteps(
      ...Object.entries(EXPIRING_ROWS).map(([name, rows]) =>
        step(name, (limit) => deleteExpiredRows(ctx.sql, rows, limit))
      ),
      step("shareLinks", (limit) => deleteEndedShareLinks(ctx.sql, SHARE_LINKS_KEPT_DAYS, limit)),
      step(
        "invitations",
        (limit) => deleteEndedInvitations(ctx.sql, INVITATIONS_KEPT_DAYS, limit),
      ),
      step("notifications", (limit) => deleteNotifications(ctx, limit)),
    );
  },
};

async function deleteNotifications({ sql, kvStores }: Context, limit: number): Promise<number> {
  const gone = await deleteReadNotifications(sql, READ_NOTIFICATIONS_KEPT_DAYS, limit);
  await forgetEntries(kvStores, gone);
  return gone.length;
}
