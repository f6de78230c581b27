import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import { inboxActor } from "../../actors/users/inbox.ts";
import type { Context } from "../../context/mod.ts";
import { listInvitedBoards } from "../../db/boards/collaborators.ts";
import { loadInboxEntries } from "../../db/notifications/inboxes.ts";
import { entryOf, type InboxEntry } from "../../domain/notifications/inbox.ts";
import { NOTIFICATION_TYPES } from "../../domain/notifications/notifications.ts";
import { preview as cutText } from "../../domain/text.ts";
import {
  type VisibleNotification,
  visibleNotifications,
} from "../../reads/notifications/visible_notifications.ts";
import { userCardSchema, userCardView } from "../people/user_view.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** A notification as clients see it. */
export const notificationSchema = z.object({
  notificationId: idSchema,
  type: z.enum(NOTIFICATION_TYPES),
  actors: z.array(userCardSchema).max(3),
  actorsCount: z.int(),
  postId: idSchema.optional(),
  commentId: idSchema.optional(),
  conversationId: idSchema.optional(),
  messageId: idSchema.optional(),
  actionId: idSchema.optional(),
  boardId: idSchema.optional(),
  preview: z.string().optional(),
  isRead: z.boolean(),
  createdAt: timeSchema,
}).meta({ id: "Notification" });

/** A notification as clients see it. */
export type NotificationView = z.input<typeof notificationSchema>;

/** Returns the views of the notifications that the viewer may and wants to see, in their order. */
export async function notificationViews(
  ctx: Context,
  viewerId: UserId,
  entries: readonly InboxEntry[],
): Promise<NotificationView[]> {
  const visible = await visibleNotifications(ctx, viewerId, entries);
  const boards = await loadInvitedBoards(ctx, viewerId, visible.map(({ entry }) => entry));
  return visible.map(({ entry, actors, hiddenActors, quoted, conversationId, group }) => ({
    notificationId: entry.id,
    type: entry.type,
    actors: actors.map((actor) => userCardView(ctx, actor)),
    actorsCount: entry.actorsCount - hiddenActors,
    ...(entry.postId === null ? {} : { postId: entry.postId }),
    ...aboutOf(entry, boards),
    ...(conversationId === null ? {} : { conversationId }),
    ...(group === null ? {} : { preview: group.name ?? "" }),
    ...previewOf(entry, quoted),
    isRead: entry.isRead,
    createdAt: new Date(entry.createdAt).toISOString(),
  }));
}

// A notification stores no text of a post or comment, because it may have been edited since.
function previewOf({ type, preview }: InboxEntry, quoted: VisibleNotification["quoted"]) {
  if (type === "moderation") return preview === null ? {} : { preview };
  if (quoted === null) return {};
  return { preview: cutText("content" in quoted ? quoted.content : quoted.caption) };
}

type InvitedBoards = Awaited<ReturnType<typeof listInvitedBoards>>;

// The name is read now, because the board may have been renamed since the invitation.
async function loadInvitedBoards(
  { sql }: Context,
  viewerId: UserId,
  entries: readonly InboxEntry[],
): Promise<InvitedBoards> {
  const ids = entries.flatMap(({ subject }) => subject?.type === "invitation" ? [subject.id] : []);
  return ids.length === 0 ? new Map() : await listInvitedBoards(sql, viewerId, ids);
}

function aboutOf({ subject }: InboxEntry, boards: InvitedBoards) {
  switch (subject?.type) {
    case "comment":
      return { commentId: subject.id };
    case "message":
      return { messageId: subject.id };
    case "action":
      return { actionId: subject.id };
    case "invitation": {
      const board = boards.get(subject.id);
      return board ? { boardId: board.boardId, preview: board.name } : {};
    }
    case undefined:
      return {};
  }
}

/** Returns the current views of those of these notifications that are the viewer's own. */
export async function loadNotificationViews(
  ctx: Context,
  viewerId: UserId,
  ids: readonly string[],
): Promise<Map<string, NotificationView>> {
  // KV commits the inbox with the log. Postgres commits its rows only after that.
  const inbox = await ctx.actors.state(inboxActor, viewerId);
  const entries = inbox.entries.filter((entry) => ids.includes(entry.id));
  const missing = ids.filter((id) => !entries.some((entry) => entry.id === id));
  if (missing.length > 0) {
    entries.push(...(await loadInboxEntries(ctx.sql, viewerId, missing)).map(entryOf));
  }
  const views = await notificationViews(ctx, viewerId, entries);
  return new Map(views.map((view) => [view.notificationId, view]));
}
