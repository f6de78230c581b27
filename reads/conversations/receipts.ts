import type { Context } from "../../context/mod.ts";
import { listReads } from "../../db/conversations/receipts.ts";
import { canSeeReceipt, hasReceipts, type Reader } from "../../domain/conversations/receipts.ts";
import type { UserId } from "../../domain/ids.ts";
import type { Seat } from "./access.ts";

/** Returns how far the other members have read; null where nobody is shown that. */
export async function readsOf(
  ctx: Context,
  seat: Seat,
): Promise<{ userId: UserId; seq: number }[] | null> {
  if (!hasReceipts(seat.conversation)) return null;
  const readers = await readersShownTo(ctx, seat);
  return readers.size === 0 ? [] : await listReads(ctx.sql, seat.conversation.id, [...readers]);
}

/** Returns the other members of a conversation, or those of them in `among`, whose receipts its viewer sees. */
export async function readersShownTo(
  { cache }: Pick<Context, "cache">,
  { conversation, viewer }: Seat,
  among?: readonly UserId[],
): Promise<Set<UserId>> {
  if (!hasReceipts(conversation)) return new Set();
  const all = (await cache.conversationMembers.get(conversation.id))?.members ?? [];
  const asked = among && new Set([...among, viewer.userId]);
  const members = asked ? all.filter(({ userId }) => asked.has(userId)) : all;
  const users = await cache.users.getMany(members.map(({ userId }) => userId));
  const readers = members.flatMap(({ userId, isRequest }): Reader[] => {
    const user = users.get(userId);
    return user ? [{ ...user, hasAccepted: !isRequest }] : [];
  });
  const own = readers.find(({ id }) => id === viewer.userId);
  if (own === undefined) return new Set();
  const shown = readers.filter((reader) => reader !== own && canSeeReceipt(viewer, own, reader));
  return new Set(shown.map(({ id }) => id));
}
