import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import { to } from "../../actors/runtime/actor.ts";
import { inboxActor, type InboxState } from "../../actors/users/inbox.ts";
import type { Context } from "../../context/mod.ts";
import { countUnread, listEntries, loadInboxEntries } from "../../db/notifications/inboxes.ts";
import { markAllRead, markRead } from "../../db/notifications/read_state.ts";
import { betweenDeliveries } from "../../db/outbox/lane_lock.ts";
import type { Sql } from "../../db/sql.ts";
import { INBOX_KEPT } from "../../domain/limits.ts";
import { entryOf, type InboxEntry, type StoredEntry } from "../../domain/notifications/inbox.ts";
import type { Api } from "../http/api.ts";
import { pageQuery } from "../http/paging.ts";
import { countVisibleUnread } from "../../reads/notifications/visible_notifications.ts";
import {
  notificationSchema,
  type NotificationView,
  notificationViews,
} from "./notification_view.ts";
import { idParams } from "../http/values.ts";

const listQuery = pageQuery.extend({ unread: z.enum(["true", "false"]).default("false") });
const ROUNDS_MAX = 10;

/** Notifications: list them, count the unread ones, mark them as read. */
export function notificationRoutes(api: Api): void {
  api.list("/notifications", {
    summary: "List my notifications, newest first; likes and follows of the same thing are grouped",
    query: listQuery,
    name: "notifications",
    item: notificationSchema,
    scope: ({ viewerId }) => `notifications of ${viewerId}`,
    find: ({ ctx, viewerId, query }, before, limit) =>
      listVisible(ctx, viewerId, before, limit, query.unread === "true"),
    view: (notifications) => notifications,
  });

  api.get("/notifications/unread-count", {
    summary: "Count my unread notifications",
    response: z.object({ unreadCount: z.int() }),
    run: async ({ ctx, viewerId }) => ({
      unreadCount: await countVisibleUnread(ctx, viewerId, await inboxOf(ctx, viewerId)),
    }),
  });

  api.post("/notifications/:id/read", {
    summary: "Mark a notification as read",
    params: idParams,
    async run({ ctx, viewerId, params, write }) {
      await write((tx) => markRead(tx, viewerId, params.id));
      await showRead(ctx, viewerId, (sql) => loadInboxEntries(sql, viewerId, [params.id]));
    },
  });

  api.post("/notifications/read-all", {
    summary: "Mark all notifications as read",
    async run({ ctx, viewerId, write }) {
      await write((tx) => markAllRead(tx, viewerId));
      await showRead(ctx, viewerId, (sql) => listInbox(sql, viewerId));
    },
  });
}

/** Returns the viewer's inbox. Assembles it from Postgres if KV never had its rows or lost them. */
async function inboxOf(ctx: Context, userId: UserId): Promise<InboxState> {
  const state = await ctx.actors.state(inboxActor, userId);
  if (state.isAssembled) return state;
  await betweenDeliveries(ctx.sql, async (sql) => {
    const entries = await listInbox(sql, userId);
    const unread = (await countUnread(sql, [userId])).get(userId) ?? 0;
    const message = { type: "assembled", entries, unread } as const;
    await ctx.actors.send({ envelopes: [to(inboxActor, userId, message)], log: [] });
  });
  return await ctx.actors.state(inboxActor, userId);
}

async function listInbox(sql: Sql, userId: UserId): Promise<StoredEntry[]> {
  const entries = await listEntries(sql, userId, null, INBOX_KEPT);
  return entries.map(({ userId: _, ...entry }) => entry);
}

/**
 * Applies the viewer's own change to the inbox at once. It runs between deliveries, so that it
 * overwrites no newer state.
 */
async function showRead(
  ctx: Context,
  userId: UserId,
  load: (sql: Sql) => Promise<StoredEntry[]>,
): Promise<void> {
  await betweenDeliveries(ctx.sql, async (sql) => {
    const put = await load(sql);
    const unread = (await countUnread(sql, [userId])).get(userId) ?? 0;
    const message = { type: "changed", put, removedIds: [], unread, log: [] } as const;
    await ctx.actors.send({ envelopes: [to(inboxActor, userId, message)], log: [] });
  });
}

/** Returns a page of the notifications that the viewer may still see. Short pages are filled up. */
async function listVisible(
  ctx: Context,
  userId: UserId,
  from: string | null,
  limit: number,
  unreadOnly: boolean,
): Promise<{ items: NotificationView[]; next: string | null }> {
  const inbox = await inboxOf(ctx, userId);
  const items: NotificationView[] = [];
  let before = from;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const wanted = limit + 1 - items.length;
    const entries = await below(ctx, userId, inbox, before, wanted);
    const admitted = unreadOnly ? entries.filter((entry) => !entry.isRead) : entries;
    items.push(...await notificationViews(ctx, userId, admitted));
    if (items.length > limit) {
      return { items: items.slice(0, limit), next: items[limit - 1]!.notificationId };
    }
    if (entries.length < wanted) return { items, next: null };
    before = entries.at(-1)!.id;
  }
  return { items, next: before };
}

async function below(
  ctx: Context,
  userId: UserId,
  inbox: InboxState,
  before: string | null,
  limit: number,
): Promise<readonly InboxEntry[]> {
  const cached = inbox.entries.filter((entry) => before === null || entry.id < before);
  const reachesEnd = inbox.entries.length < INBOX_KEPT;
  if (cached.length >= limit || reachesEnd) return cached.slice(0, limit);
  return (await listEntries(ctx.sql, userId, before, limit)).map(entryOf);
}
