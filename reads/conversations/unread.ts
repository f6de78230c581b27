import type { Context } from "../../context/mod.ts";
import { countUnreadIn, type Unread } from "../../db/conversations/unread.ts";
import type { Relations } from "../../db/people/relations.ts";
import type { ConversationId } from "../../domain/ids.ts";
import type { Seat } from "./access.ts";
import { addLastMessages, NOTHING_COUNTED, type ToCount } from "./last_unread.ts";

/** Places in one statement. */
const PLACES_MAX = 500;

/**
 * Returns the unread numbers of one viewer's conversations. Those in memory are used again while
 * nothing has changed that they were counted at. One new message is added to them.
 */
export async function countUnread(
  ctx: Pick<Context, "sql" | "cache">,
  seats: readonly Seat[],
): Promise<Map<ConversationId, Unread>> {
  const unread = new Map<ConversationId, Unread>();
  const missing: ToCount[] = [];
  for (const { conversation, viewer, membership, state } of seats) {
    const { id, headRev, lastSeq, lastMessageId } = conversation;
    const afterSeq = Math.max(membership.floorSeq, state.readSeq);
    const basis = { headRev, lastSeq, afterSeq, hidden: viewer.hidden };
    const known = lastSeq <= afterSeq
      ? NOTHING_COUNTED
      : ctx.cache.unread.get(viewer.userId, id, basis);
    if (known === undefined) missing.push({ id, basis, lastMessageId });
    else unread.set(id, known);
  }
  if (missing.length === 0) return unread;
  const { viewer } = seats[0]!;
  for (const [id, one] of await addLastMessages(ctx, viewer, missing)) unread.set(id, one);
  const left = missing.filter(({ id }) => !unread.has(id));
  for (let from = 0; from < left.length; from += PLACES_MAX) {
    const batch = left.slice(from, from + PLACES_MAX);
    for (const one of await countBatch(ctx, viewer, batch)) unread.set(one.id, one.unread);
  }
  return unread;
}

async function countBatch(
  { sql, cache }: Pick<Context, "sql" | "cache">,
  viewer: Relations,
  batch: readonly ToCount[],
) {
  const since = cache.unread.now();
  const places = batch.map(({ id, basis: { afterSeq } }) => ({ conversationId: id, afterSeq }));
  const counted = await countUnreadIn(sql, viewer, places);
  const news = batch.map((one) => ({ ...one, unread: counted.get(one.id) ?? NOTHING_COUNTED }));
  cache.unread.set(viewer.userId, news, since);
  return news;
}
