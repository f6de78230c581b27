import type { Context } from "../../context/mod.ts";
import type { UnreadBasis } from "../../context/cache/unread_cache.ts";
import { type CountedUnread, countUnreadIn, type Unread } from "../../db/conversations/unread.ts";
import { NOTHING_UNREAD } from "../../domain/conversations/totals.ts";
import type { ConversationId } from "../../domain/ids.ts";
import type { Seat } from "./access.ts";

/** Places in one statement. */
const PLACES_MAX = 500;
const NONE: CountedUnread = {
  ...NOTHING_UNREAD,
  firstId: null,
  until: null,
  senderIds: [],
};

/**
 * Returns the unread numbers of one viewer's conversations. Those in memory are used again while
 * nothing has changed that they were counted at.
 */
export async function countUnread(
  { sql, cache }: Pick<Context, "sql" | "cache">,
  seats: readonly Seat[],
): Promise<Map<ConversationId, Unread>> {
  const unread = new Map<ConversationId, Unread>();
  const missing: { id: ConversationId; basis: UnreadBasis }[] = [];
  for (const { conversation: { id, headRev, lastSeq }, viewer, membership, state } of seats) {
    const afterSeq = Math.max(membership.floorSeq, state.readSeq);
    const basis = { headRev, afterSeq, hidden: viewer.hidden };
    const known = lastSeq <= afterSeq ? NONE : cache.unread.get(viewer.userId, id, basis);
    if (known === undefined) missing.push({ id, basis });
    else unread.set(id, known);
  }
  for (let from = 0; from < missing.length; from += PLACES_MAX) {
    const { viewer } = seats[0]!;
    const since = cache.unread.now();
    const batch = missing.slice(from, from + PLACES_MAX);
    const places = batch.map(({ id, basis: { afterSeq } }) => ({ conversationId: id, afterSeq }));
    const counted = await countUnreadIn(sql, viewer, places);
    const news = batch.map((one) => ({ ...one, unread: counted.get(one.id) ?? NONE }));
    cache.unread.set(viewer.userId, news, since);
    for (const one of news) unread.set(one.id, one.unread);
  }
  return unread;
}
