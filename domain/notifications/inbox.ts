import type { NotificationType } from "./notifications.ts";

/** A reason to notify one person (or to withdraw it): somebody did one thing to one object. */
export interface NotificationCause {
  /** UUIDv7; becomes the notification's id where this notice opens one. */
  id: string;
  userId: string;
  type: NotificationType;
  actorId: string;
  postId: string | null;
  /**
   * Of `moderation` the id of the action, of `invitation` that of the collaboration: each is told in
   * a notification of its own.
   */
  commentId: string | null;
  /** What it says, where that is not read from a post or a comment. */
  preview: string | null;
}

/** A notice to withdraw; one of a post itself has no `commentId`. */
export type Retraction =
  & Pick<NotificationCause, "userId" | "type" | "actorId">
  & { postId: string | null; commentId?: string | null };

/** A notification as the inbox keeps it. */
export interface InboxEntry {
  id: string;
  type: NotificationType;
  postId: string | null;
  commentId: string | null;
  preview: string | null;
  actorsCount: number;
  /** The latest actors, newest first, at most three. */
  actorIds: string[];
  createdAt: number;
  isRead: boolean;
  rev: number;
}

/**
 * How a part of one person's inbox stands after a batch of events: what one event was the last to
 * change. Entries and numbers are absolute.
 */
export interface InboxDelta {
  userId: string;
  put: InboxEntry[];
  removedIds: string[];
  unread: number;
  /** Notifications that a new actor joined, and the event that did it. */
  announced: { notificationId: string; eventId: string }[];
  /** The last event of the batch that changed these entries. */
  eventId: string;
}

/** What an event changes in people's inboxes. */
export interface InboxChange {
  causes: NotificationCause[];
  retractions: Retraction[];
  /** Everything about these objects is withdrawn. */
  retractedCommentIds: string[];
  retractedPostIds: string[];
}
