import type { UserId } from "../../domain/ids.ts";
import { readUnread } from "../../actors/users/inbox.ts";
import type { Context } from "../../context/mod.ts";
import { listUnreadStates } from "../../db/operations/drift.ts";
import type { DriftReport } from "./report.ts";

/**
 * Compares the unread counts of inboxes with Postgres, which is read before and after KV. Inboxes
 * that change meanwhile, or whose changes wait for delivery, are skipped.
 */
export async function checkUnread(
  { kv, sql }: Context,
  userIds: readonly UserId[],
  report: DriftReport,
): Promise<void> {
  const before = await listUnreadStates(sql, userIds);
  const stored = await readUnread(kv, userIds);
  const settled = new Map(
    before.filter(({ isPending }) => !isPending).map(({ userId, unread }) => [userId, unread]),
  );
  for (const { userId, unread, isPending } of await listUnreadStates(sql, [...stored.keys()])) {
    const isSettled = !isPending && settled.get(userId) === unread;
    if (isSettled) report.checked.inboxes++;
    else report.skipped++;
    const number = stored.get(userId)!;
    if (!isSettled || number === unread) continue;
    report.add([{ what: "inbox.unread", id: userId, kept: number, real: unread }]);
  }
}
