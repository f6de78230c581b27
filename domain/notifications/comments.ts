import type { DomainEvent } from "../events/events.ts";
import type { InboxChange, NotificationCause, NotificationType } from "../notification_types.ts";

type CommentEvent = Extract<DomainEvent, { type: `comment.${string}` }>;
type Notify = (cause: Omit<NotificationCause, "id">) => void;

/** Adds what an event of a comment changes in people's inboxes. */
export function tellOfComment(event: CommentEvent, change: InboxChange, notify: Notify): void {
  const { commentId, userId: actorId } = event;
  switch (event.type) {
    case "comment.created": {
      const { counters: { postId } } = event;
      const told = new Set<string>();
      // One notification a person, of what concerns them most.
      const tell = (userId: string, type: NotificationType) => {
        if (!told.has(userId)) notify({ userId, type, actorId, postId, commentId, preview: null });
        told.add(userId);
      };
      if (event.answeredId) tell(event.answeredId, "reply");
      tell(event.authorId, "comment");
      for (const userId of event.mentionedIds) tell(userId, "mention");
      break;
    }
    case "comment.updated": {
      const { postId } = event;
      const mention = { type: "mention" as const, actorId, postId, commentId };
      for (const userId of event.unmentionedIds) change.retractions.push({ userId, ...mention });
      for (const userId of event.mentionedIds) notify({ userId, ...mention, preview: null });
      break;
    }
    case "comment.reacted": {
      const { postId, authorId: userId } = event;
      const reaction = { userId, type: "reaction" as const, actorId, postId, commentId };
      if (event.isReacting) notify({ ...reaction, preview: null });
      else change.retractions.push(reaction);
      break;
    }
    case "comment.deleted":
      change.retractedCommentIds.push(commentId, ...event.belowIds ?? []);
      break;
  }
}
