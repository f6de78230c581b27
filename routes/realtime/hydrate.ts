import { inboxActor } from "../../actors/users/inbox.ts";
import type { LogEntry } from "../../actors/topics/topics.ts";
import type { Context } from "../../context/mod.ts";
import { countUnread } from "../../db/notifications/inboxes.ts";
import { findMedia } from "../../db/media/media.ts";
import type { Viewer } from "../../domain/posts/posts.ts";
import { isMutedPost, loadVisiblePosts } from "../../reads/posts/visible_posts.ts";
import { countVisibleUnread } from "../../reads/notifications/visible_notifications.ts";
import { loadCommentViews } from "../comments/comment_view.ts";
import { mediaView } from "../media/media_view.ts";
import { loadNotificationViews } from "../notifications/notification_view.ts";
import { anyRight, pictureViewer } from "../../context/picture_url.ts";
import { loadPostViews } from "../posts/post_view.ts";
import type { LiveEvent } from "./frames.ts";

/** What a kind of event is about: the id in its `ref`, and how the things of these ids are loaded. */
interface Subject {
  key: string;
  load(ctx: Context, viewerId: string, ids: readonly string[]): Promise<Map<string, unknown>>;
}

const post: Subject = { key: "postId", load: loadPostViews };
const comment: Subject = { key: "commentId", load: loadCommentViews };
const media: Subject = { key: "mediaId", load: loadMediaViews };
const arrival: Subject = { key: "postId", load: loadArrivals };
const SUBJECTS: Readonly<Record<string, Subject>> = {
  "post.created": arrival,
  "post.updated": post,
  "comment.created": comment,
  "comment.updated": comment,
  "notification.created": { key: "notificationId", load: loadNotificationViews },
  "media.ready": media,
  "media.failed": media,
};

/** The events of log entries as the viewer sees them now; null for what the viewer may not see. */
export async function hydrate(
  ctx: Context,
  viewerId: string,
  entries: readonly LogEntry[],
): Promise<(LiveEvent | null)[]> {
  const idsOf = new Map<Subject, Set<string>>();
  for (const { type, ref } of entries) {
    const subject = SUBJECTS[type];
    if (subject === undefined) continue;
    const ids = idsOf.get(subject) ?? new Set();
    idsOf.set(subject, ids.add(String(ref[subject.key])));
  }
  const loading = Array.from(
    idsOf,
    async ([subject, ids]) => [subject, await subject.load(ctx, viewerId, [...ids])] as const,
  );
  const loaded = new Map(await Promise.all(loading));
  const isRead = entries.some((entry) => entry.type === "notification.read");
  const unreadCount = isRead ? await countUnreadNow(ctx, viewerId) : 0;
  const viewer = await ctx.cache.relations.get(viewerId);
  return entries.map((entry) => {
    const subject = SUBJECTS[entry.type];
    if (subject !== undefined) {
      return eventOf(entry, loaded.get(subject)?.get(String(entry.ref[subject.key])));
    }
    if (isOfHidden(viewer, entry)) return null;
    const { userId: _, ...ref } = entry.ref;
    return eventOf(entry, entry.type === "notification.read" ? { ...ref, unreadCount } : ref);
  });
}

async function countUnreadNow(ctx: Context, userId: string): Promise<number> {
  const unread = (await countUnread(ctx.sql, [userId])).get(userId) ?? 0;
  const { entries } = await ctx.actors.state(inboxActor, userId);
  return await countVisibleUnread(ctx, userId, { entries, unread });
}

/** Whether an entry is of somebody who is hidden from the viewer: nothing tells of a block. */
function isOfHidden(viewer: Viewer | undefined, { ref }: LogEntry): boolean {
  const people = [ref.followerId, ref.followeeId, ref.userId];
  return viewer === undefined || people.some((id) => viewer.hidden.has(String(id)));
}

/** Posts that arrive in the viewer's feed: what they mute does not. */
async function loadArrivals(
  ctx: Context,
  viewerId: string,
  ids: readonly string[],
): Promise<Map<string, unknown>> {
  const viewer = await ctx.cache.relations.get(viewerId);
  const seen = await loadVisiblePosts(ctx, viewerId, ids);
  const now = Date.now();
  const heard = [...seen].filter(([, { card }]) => viewer && !isMutedPost(viewer, card, now));
  return await loadPostViews(ctx, viewerId, heard.map(([id]) => id));
}

function eventOf({ id, type, at }: LogEntry, data: unknown): LiveEvent | null {
  return data === undefined ? null : { id, type, at: new Date(at).toISOString(), data };
}

async function loadMediaViews(
  ctx: Context,
  viewerId: string,
  ids: readonly string[],
): Promise<Map<string, unknown>> {
  const views = new Map<string, unknown>();
  const right = anyRight(await pictureViewer(ctx, viewerId));
  for (const id of ids) {
    const found = await findMedia(ctx.sql, id, viewerId);
    if (!found) continue;
    views.set(id, mediaView(ctx, found, { isOwner: found.ownerId === viewerId, right }));
  }
  return views;
}
