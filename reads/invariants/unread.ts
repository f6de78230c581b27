import type { UserId } from "../../domain/ids.ts";
import { readUnread } from "../../actors/users/inbox.ts";
import type { Context } from "../../context/mod.ts";
import { listUnreadStates } from "../../db/operations/drift.ts";
import { betweenDeliveries } from "../../db/outbox/lane_lock.ts";
import type { DriftReport } from "./report.ts";

/**
 * Compares the unread counts of inboxes with Postgres. KV is read first, between two deliveries.
 * Later changes show as pending events in Postgres, and those inboxes are skipped.
 */
export async function checkUnread(
  { kv, sql }: Context,
  userIds: readonly UserId[],
  report: DriftReport,
): Promise<void> {
  const [stored, states] = await betweenDeliveries(sql, async (tx) => {
    const stored = await readUnread(kv, userIds);
    return [stored, await listUnreadStates(tx, [...stored.keys()])] as const;
  });
  for (const { userId, unread, isPending } of states) {
    if (isPending) report.skipped++;
    else report.checked.inboxes++;
    const number = stored.get(userId)!;
    if (isPending || number === unread) continue;
    report.add([{ what: "inbox.unread", id: userId, kept: number, real: unread }]);
  }
}
