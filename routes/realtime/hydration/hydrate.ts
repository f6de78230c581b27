import type { MediaId, PostId, UserId } from "../../../domain/ids.ts";
import { inboxActor } from "../../../actors/users/inbox.ts";
import type { LogEntry } from "../../../actors/topics/topics.ts";
import type { Context } from "../../../context/mod.ts";
import { countUnread } from "../../../db/notifications/inboxes.ts";
import { findMedia } from "../../../db/media/media.ts";
import type { Viewer } from "../../../domain/posts/posts.ts";
import { isMutedPost } from "../../../reads/posts/muted.ts";
import { loadVisiblePosts } from "../../../reads/posts/visible_posts.ts";
import { countBadge } from "../../../reads/notifications/unread_conversations.ts";
import { loadCommentViews } from "../../comments/comment_view.ts";
import { mediaView } from "../../media/media_view.ts";
import { loadNotificationViews } from "../../notifications/notification_view.ts";
import { anyRight, pictureViewer } from "../../../context/picture_url.ts";
import { loadPostViews } from "../../posts/post_view.ts";
import type { LiveEvent } from "./live_event.ts";
import { isTalk, talkContents } from "./talk.ts";

/** Loads things as the viewer sees them. The result leaves out what the viewer may not see. */
type Load<I extends string> = (
  ctx: Context,
  viewerId: UserId,
  ids: readonly I[],
) => Promise<Map<string, unknown>>;

/** A log entry, and the topic in whose log it is. */
export interface Logged {
  topic: string;
  entry: LogEntry;
  /** Whether the viewer hears of it elsewhere. */
  isEcho?: boolean;
}

/** Returns the events of log entries as the viewer sees them now; null if the object is hidden. */
export async function hydrate(
  ctx: Context,
  viewerId: UserId,
  logged: readonly Logged[],
): Promise<(LiveEvent | null)[]> {
  const heard = logged.filter(({ isEcho }) => !isEcho);
  const talk = heard.flatMap(({ topic, entry }) => isTalk(entry) ? { topic, entry } : []);
  const others = heard.flatMap(({ entry }) => isTalk(entry) ? [] : entry);
  const [contents, otherEvents] = await Promise.all([
    talk.length === 0 ? null : talkContents(ctx, viewerId, talk),
    hydrateOthers(ctx, viewerId, others),
  ]);
  const events = new Map(others.map((entry, index) => [entry, otherEvents[index]!]));
  return logged.map(({ entry }) => {
    if (!isTalk(entry)) return events.get(entry) ?? null;
    const content = contents?.get(entry);
    if (content === undefined) return null;
    const { type, data } = content;
    return { id: entry.id, type, at: new Date(entry.at).toISOString(), data };
  });
}

async function hydrateOthers(
  ctx: Context,
  viewerId: UserId,
  entries: readonly LogEntry[],
): Promise<(LiveEvent | null)[]> {
  if (entries.length === 0) return [];
  const subjects = entries.map(subjectOf);
  const byLoad = Map.groupBy(subjects.filter((subject) => subject !== null), ({ load }) => load);
  const loading = Array.from(byLoad, async ([load, of]) => {
    const ids = new Set(of.map(({ id }) => id));
    return [load, await load(ctx, viewerId, [...ids] as never[])] as const;
  });
  const loaded = new Map(await Promise.all(loading));
  const isRead = entries.some((entry) => entry.type === "notification.read");
  const unreadCount = isRead ? await countUnreadNow(ctx, viewerId) : 0;
  const viewer = await ctx.cache.relations.get(viewerId);
  return entries.map((entry, index) => {
    if (entry.type === "news") return null;
    const subject = subjects[index] ?? null;
    const data = subject === null
      ? viewer && dataOf(entry, viewer, unreadCount)
      : loaded.get(subject.load)?.get(subject.id);
    const { id, type, at } = entry;
    return data === undefined ? null : { id, type, at: new Date(at).toISOString(), data };
  });
}

interface Subject {
  id: string;
  load: Load<never>;
}

/** Pairs an id with the loader of its kind. */
function subject<I extends string>(id: I, load: Load<I>): Subject {
  return { id, load };
}

/** Returns the object that an entry is about; null if the entry has all data. */
function subjectOf(entry: LogEntry): Subject | null {
  switch (entry.type) {
    case "post.created":
      return subject(entry.ref.postId, loadArrivals);
    case "post.updated":
      return subject(entry.ref.postId, loadPostViews);
    case "comment.created":
    case "comment.updated":
      return subject(entry.ref.commentId, loadCommentViews);
    case "notification.created":
      return subject(entry.ref.notificationId, loadNotificationViews);
    case "media.ready":
    case "media.failed":
      return subject(entry.ref.mediaId, loadMediaViews);
    default:
      return null;
  }
}

/** Returns the data of an entry. It is undefined for a hidden person: nothing reveals a block. */
function dataOf(entry: LogEntry, viewer: Viewer, unreadCount: number): unknown {
  switch (entry.type) {
    case "notification.read":
      return { ...entry.ref, unreadCount };
    case "follow.updated": {
      const { followerId, followeeId } = entry.ref;
      const isHidden = viewer.hidden.has(followerId) || viewer.hidden.has(followeeId);
      return isHidden ? undefined : entry.ref;
    }
    case "comment.deleted": {
      const { userId, ...ref } = entry.ref;
      return viewer.hidden.has(userId) ? undefined : ref;
    }
    default:
      return entry.ref;
  }
}

async function countUnreadNow(ctx: Context, userId: UserId): Promise<number> {
  const unread = (await countUnread(ctx.sql, [userId])).get(userId) ?? 0;
  const { entries } = await ctx.actors.state(inboxActor, userId);
  return (await countBadge(ctx, userId, { entries, unread })).unreadCount;
}

/** Loads posts that arrive in the viewer's feed. Muted posts do not arrive. */
async function loadArrivals(
  ctx: Context,
  viewerId: UserId,
  ids: readonly PostId[],
): Promise<Map<string, unknown>> {
  const viewer = await ctx.cache.relations.get(viewerId);
  const seen = await loadVisiblePosts(ctx.cache, viewerId, ids);
  const now = Date.now();
  const wanted = [...seen].filter(([, { card }]) => viewer && !isMutedPost(viewer, card, now));
  return await loadPostViews(ctx, viewerId, wanted.map(([, { card }]) => card.id));
}

async function loadMediaViews(
  ctx: Context,
  viewerId: UserId,
  ids: readonly MediaId[],
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
