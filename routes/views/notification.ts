import { z } from "zod";
import { inboxActor } from "../../actors/inbox.ts";
import type { Context } from "../../context.ts";
import { loadInboxEntries } from "../../db/inboxes.ts";
import type { InboxEntry } from "../../domain/notifications.ts";
import { seePosts } from "./post.ts";
import { userCardSchema, userCardView } from "./user.ts";
import { idSchema, timeSchema } from "./values.ts";

/** A notification as clients see it. */
export const notificationSchema = z.object({
  notificationId: idSchema,
  type: z.enum(["like", "comment", "follow", "mention", "post_failed"]),
  actors: z.array(userCardSchema).max(3),
  actorsCount: z.int(),
  postId: idSchema.optional(),
  commentId: idSchema.optional(),
  preview: z.string().optional(),
  isRead: z.boolean(),
  createdAt: timeSchema,
});

/** A notification as clients see it. */
export type NotificationView = z.input<typeof notificationSchema>;

/** The views of the notifications whose objects the viewer still sees, in their order. */
export async function notificationViews(
  ctx: Context,
  viewerId: string,
  entries: readonly InboxEntry[],
): Promise<NotificationView[]> {
  const postIds = entries.map((entry) => entry.postId).filter((id) => id !== null);
  const [posts, actors] = await Promise.all([
    seePosts(ctx, viewerId, [...new Set(postIds)]),
    ctx.hot.users.getMany(entries.flatMap((entry) => entry.actorIds)),
  ]);
  return entries.filter((entry) => entry.postId === null || posts.has(entry.postId))
    .map((entry) => ({
      notificationId: entry.id,
      type: entry.type,
      actors: entry.actorIds.flatMap((id) => actors.get(id) ?? [])
        .map((actor) => userCardView(ctx, actor)),
      actorsCount: entry.actorsCount,
      ...(entry.postId === null ? {} : { postId: entry.postId }),
      ...(entry.commentId === null ? {} : { commentId: entry.commentId }),
      ...(entry.preview === null ? {} : { preview: entry.preview }),
      isRead: entry.isRead,
      createdAt: new Date(entry.createdAt).toISOString(),
    }));
}

/** The views of these notifications of the viewer's own, as they stand now. */
export async function loadNotificationViews(
  ctx: Context,
  viewerId: string,
  ids: readonly string[],
): Promise<Map<string, NotificationView>> {
  // The inbox is kept together with the log; the rows in Postgres are committed only after it.
  const inbox = await ctx.actors.state(inboxActor, viewerId);
  const entries = inbox.entries.filter((entry) => ids.includes(entry.id));
  const missing = ids.filter((id) => !entries.some((entry) => entry.id === id));
  if (missing.length > 0) entries.push(...await loadInboxEntries(ctx.sql, viewerId, missing));
  const views = await notificationViews(ctx, viewerId, entries);
  return new Map(views.map((view) => [view.notificationId, view]));
}
