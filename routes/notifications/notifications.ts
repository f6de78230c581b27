import { z } from "zod";
import type { MessageId, UserId } from "../../domain/ids.ts";
import type { InboxState } from "../../actors/users/inbox.ts";
import type { Context } from "../../context/mod.ts";
import { listEntries } from "../../db/notifications/inboxes.ts";
import { markAllRead, markRead } from "../../db/notifications/read_state.ts";
import { INBOX_KEPT } from "../../domain/limits.ts";
import { entryOf, type InboxEntry } from "../../domain/notifications/inbox.ts";
import type { Api } from "../http/api.ts";
import { pageQuery } from "../http/paging.ts";
import { inboxOf, showAllRead, showRead } from "../../reads/notifications/inbox.ts";
import {
  countBadge,
  findConversationNotices,
  readAllConversations,
  readConversationOf,
} from "../../reads/notifications/unread_conversations.ts";
import { messageNotificationViews } from "./message_view.ts";
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
    summary:
      "List my notifications and unread conversations, newest first; likes of one thing are grouped",
    query: listQuery,
    name: "notifications",
    item: notificationSchema,
    scope: ({ viewerId }) => `notifications of ${viewerId}`,
    find: ({ ctx, viewerId, query }, before, limit) =>
      listWithMessages(ctx, viewerId, before, limit, query.unread === "true"),
    view: (notifications) => notifications,
  });

  api.get("/notifications/unread-count", {
    summary: "Count my unread notifications and conversations: the sum and its parts",
    response: z.object({
      unreadCount: z.int().describe("The number for the icon of an application."),
      notifications: z.int(),
      conversations: z.int().describe("Without muted and archived ones, and without requests."),
    }),
    run: async ({ ctx, viewerId }) => await countBadge(ctx, viewerId, await inboxOf(ctx, viewerId)),
  });

  api.post("/notifications/:id/read", {
    summary: "Mark a notification as read; the one of a conversation reads it to its end",
    params: idParams,
    async run({ ctx, viewerId, params, write }) {
      if (await readConversationOf(ctx, viewerId, params.id as MessageId)) return;
      await write((tx) => markRead(tx, viewerId, params.id));
      await showRead(ctx, viewerId, [params.id]);
    },
  });

  api.post("/notifications/read-all", {
    summary: "Mark all notifications as read, and the conversations among them",
    async run({ ctx, viewerId, write }) {
      await readAllConversations(ctx, viewerId);
      await write((tx) => markAllRead(tx, viewerId));
      await showAllRead(ctx, viewerId);
    },
  });
}

/** Returns a page of notifications with the unread conversations between them. */
async function listWithMessages(
  ctx: Context,
  userId: UserId,
  from: string | null,
  limit: number,
  unreadOnly: boolean,
): Promise<{ items: NotificationView[]; next: string | null }> {
  const { items, next } = await listVisible(ctx, userId, from, limit, unreadOnly);
  const notices = (await findConversationNotices(ctx, userId))
    .filter(({ id }) => (from === null || id < from) && (next === null || id > next));
  const shown = notices.slice(0, limit);
  const views = await messageNotificationViews(ctx, shown);
  // The page ends before the conversations that have no room on it.
  const end = notices.length > limit ? shown.at(-1)!.id : null;
  const merged = [...items, ...views]
    .filter(({ notificationId }) => end === null || notificationId >= end)
    .sort((one, other) => one.notificationId < other.notificationId ? 1 : -1);
  const page = merged.slice(0, limit);
  return {
    items: page,
    next: page.length < merged.length ? page.at(-1)!.notificationId : end ?? next,
  };
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
