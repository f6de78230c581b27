import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { InboxState } from "../../actors/users/inbox.ts";
import type { Context } from "../../context/mod.ts";
import { listEntries } from "../../db/notifications/inboxes.ts";
import { markAllRead, markRead } from "../../db/notifications/read_state.ts";
import { INBOX_KEPT } from "../../domain/limits.ts";
import { entryOf, type InboxEntry } from "../../domain/notifications/inbox.ts";
import type { Api } from "../http/api.ts";
import { pageQuery } from "../http/paging.ts";
import { inboxOf, showAllRead, showRead } from "../../reads/notifications/inbox.ts";
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
      await showRead(ctx, viewerId, params.id);
    },
  });

  api.post("/notifications/read-all", {
    summary: "Mark all notifications as read",
    async run({ ctx, viewerId, write }) {
      await write((tx) => markAllRead(tx, viewerId));
      await showAllRead(ctx, viewerId);
    },
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
