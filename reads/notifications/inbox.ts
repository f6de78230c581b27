import { to } from "../../actors/runtime/actor.ts";
import { whileUnchanged } from "../../actors/runtime/unchanged.ts";
import {
  inboxActor,
  type InboxMessage,
  type InboxState,
  unchangedInbox,
} from "../../actors/users/inbox.ts";
import type { Context } from "../../context/mod.ts";
import { countUnread, listEntries, loadInboxEntries } from "../../db/notifications/inboxes.ts";
import { onceDelivered } from "../../db/outbox/settled.ts";
import type { Sql } from "../../db/sql.ts";
import { bitOf } from "../../domain/events/parts.ts";
import type { UserId } from "../../domain/ids.ts";
import { INBOX_KEPT } from "../../domain/limits.ts";
import { entryOf, type StoredEntry } from "../../domain/notifications/inbox.ts";

/** Returns the viewer's inbox. Assembles it from Postgres if KV never had its rows or lost them. */
export async function inboxOf(ctx: Context, userId: UserId): Promise<InboxState> {
  const state = await ctx.actors.state(inboxActor, userId);
  if (state.isAssembled) return state;
  let read: InboxState;
  await write(ctx, userId, async (sql) => {
    const [entries, unread] = [await listInbox(sql, userId), await unreadOf(sql, userId)];
    read = { isAssembled: true, unread, entries: entries.map(entryOf) };
    return { type: "assembled", entries, unread };
  });
  return read!;
}

/** Shows at once in the viewer's inbox that they have read these notifications. */
export async function showRead(
  ctx: Context,
  userId: UserId,
  ids: readonly string[],
): Promise<void> {
  await show(ctx, userId, (sql) => loadInboxEntries(sql, userId, ids));
}

/** Shows at once in the viewer's inbox that they have read all notifications. */
export async function showAllRead(ctx: Context, userId: UserId): Promise<void> {
  await show(ctx, userId, (sql) => listInbox(sql, userId));
}

async function show(
  ctx: Context,
  userId: UserId,
  load: (sql: Sql) => Promise<StoredEntry[]>,
): Promise<void> {
  await write(ctx, userId, async (sql) => {
    const [put, unread] = [await load(sql), await unreadOf(sql, userId)];
    return { type: "changed", put, removedIds: [], unread, log: [] };
  });
}

/**
 * Writes into an inbox what `read` returns from Postgres. If deliveries to it come first each time,
 * it is left to them: they bring every change.
 */
async function write(
  { kv, sql, actors }: Context,
  userId: UserId,
  read: (sql: Sql) => Promise<InboxMessage>,
): Promise<void> {
  // A delivery in progress does not know the changes of this request, and would show the old state
  // again for a moment.
  await onceDelivered(sql, bitOf(userId));
  await whileUnchanged(kv, unchangedInbox(userId), async (checks) => {
    const envelope = to(inboxActor, userId, await read(sql));
    await actors.send({ envelopes: [envelope], log: [], checks });
  });
}

async function listInbox(sql: Sql, userId: UserId): Promise<StoredEntry[]> {
  const entries = await listEntries(sql, userId, null, INBOX_KEPT);
  return entries.map(({ userId: _, ...entry }) => entry);
}

async function unreadOf(sql: Sql, userId: UserId): Promise<number> {
  return (await countUnread(sql, [userId])).get(userId) ?? 0;
}
