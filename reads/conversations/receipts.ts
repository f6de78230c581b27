import type { Context } from "../../context/mod.ts";
import { listReads } from "../../db/conversations/receipts.ts";
import { RECEIPTS_MEMBERS_MAX } from "../../domain/conversations/limits.ts";
import type { UserId } from "../../domain/ids.ts";
import type { Seat } from "./access.ts";

/**
 * Returns how far the other members have read; null where nobody is shown that. Only those who show
 * it themselves see it, in DMs and small groups that they have accepted.
 */
export async function readsOf(
  { cache, sql }: Context,
  { conversation: { id, kind, membersCount }, membership, viewer: { userId } }: Seat,
): Promise<{ userId: UserId; seq: number }[] | null> {
  if (kind === "room" || membersCount > RECEIPTS_MEMBERS_MAX) return null;
  const isShowing = (await cache.users.get(userId))?.showsReceipts === true;
  return isShowing && membership.status === "accepted" ? await listReads(sql, id, userId) : [];
}
