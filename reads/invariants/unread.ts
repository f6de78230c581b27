import { readUnread } from "../../actors/users/inbox.ts";
import type { Context } from "../../context/mod.ts";
import { listUnreadStates } from "../../db/operations/drift.ts";
import { betweenDeliveries } from "../../db/outbox/lane_lock.ts";
import type { DriftReport } from "./report.ts";

/**
 * Compares the unread numbers of the inboxes with Postgres. KV is read first and between
 * deliveries: whatever is written after it shows as news that is under way.
 */
export async function checkUnread(
  { kv, sql }: Context,
  userIds: readonly string[],
  report: DriftReport,
): Promise<void> {
  const [kept, states] = await betweenDeliveries(sql, async (tx) => {
    const kept = await readUnread(kv, userIds);
    return [kept, await listUnreadStates(tx, [...kept.keys()])] as const;
  });
  for (const { userId, unread, isPending } of states) {
    if (isPending) report.skipped++;
    else report.checked.inboxes++;
    const number = kept.get(userId)!;
    if (isPending || number === unread) continue;
    report.add([{ what: "inbox.unread", id: userId, kept: number, real: unread }]);
  }
}
