import type { CommentId, ConversationId, MessageId, PostId, SpaceId, UserId } from "../ids.ts";
import type { NotificationType } from "./notifications.ts";

/** An object that a notification is about, beside its post. */
export type Subject =
  | { type: "comment"; id: CommentId }
  | { type: "message"; id: MessageId }
  /** The subject of an invitation is a collaboration on a board, or a group. */
  | { type: "action" | "invitation"; id: string };

/** A reason to notify one person: somebody did one thing to one object. */
export interface NotificationCause {
  /** UUIDv7. It becomes the notification's id if the cause opens one. */
  id: string;
  userId: UserId;
  type: NotificationType;
  actorId: UserId;
  postId: PostId | null;
  /** Causes with other subjects are never in one notification. */
  subject: Subject | null;
  /** The text of a moderator. All other texts are read from the post or the comment. */
  preview: string | null;
}

/** A cause to take back. */
export type Retraction = Omit<NotificationCause, "id" | "preview">;

/** An object that was deleted, and with it all causes that are about it. */
export interface DeletedObject {
  type: "post" | Subject["type"];
  id: string;
}

/** Everything about a place that somebody has left, and its messages: it is nothing to them now. */
export type Withdrawal =
  & { userId: UserId }
  & (
    | { conversationId: ConversationId }
    | { spaceId: SpaceId }
  );

/** A notification as readers of an inbox see it. */
export interface InboxEntry {
  id: string;
  type: NotificationType;
  postId: PostId | null;
  subject: Subject | null;
  preview: string | null;
  actorsCount: number;
  /** The latest actors, newest first, at most three. */
  actorIds: UserId[];
  /** Milliseconds since 1970. */
  createdAt: number;
  isRead: boolean;
  rev: number;
}

/** An entry as Postgres, the outbox and KV store it. */
export interface StoredEntry extends Omit<InboxEntry, "subject"> {
  /** The id of the subject, of whatever type: see {@link subjectOf}. */
  commentId: string | null;
}

/**
 * The change of one person's inbox by one event, as the inbox is after its batch of events. Entries
 * and numbers are absolute.
 */
export interface InboxDelta {
  userId: UserId;
  put: StoredEntry[];
  removedIds: string[];
  unread: number;
  /** Notifications that a new actor joined, and the event that did it. */
  announced: { notificationId: string; eventId: string }[];
  /** The last event of the batch that changed these entries. */
  eventId: string;
}

/** The changes that an event makes in people's inboxes. */
export interface InboxChange {
  causes: NotificationCause[];
  retractions: Retraction[];
  deleted: DeletedObject[];
  withdrawn: Withdrawal[];
}

/**
 * Returns the subject of a notification. Its type says which type that has. A comment has a post, a
 * message has none.
 */
export function subjectOf(
  { type, postId, commentId: id }: Pick<StoredEntry, "type" | "postId" | "commentId">,
): Subject | null {
  if (id === null) return null;
  if (type === "moderation") return { type: "action", id };
  if (type === "invitation") return { type: "invitation", id };
  return postId === null
    ? { type: "message", id: id as MessageId }
    : { type: "comment", id: id as CommentId };
}

/** Returns a stored entry as readers see it. */
export function entryOf({ commentId, ...entry }: StoredEntry): InboxEntry {
  return { ...entry, subject: subjectOf({ ...entry, commentId }) };
}
