import type { CommentId, ConversationId, UserId } from "../../domain/ids.ts";
import type { InboxState } from "../../actors/users/inbox.ts";
import type { Context } from "../../context/mod.ts";
import type { CommentText } from "../../db/comments/texts.ts";
import type { ConversationCard } from "../../db/conversations/cards.ts";
import type { MessageCard } from "../../db/messages/cards.ts";
import type { PostCard } from "../../db/posts/cards.ts";
import type { Relations } from "../../db/people/relations.ts";
import type { UserCard } from "../../db/people/cards.ts";
import { isMutedFor, type MutableContent } from "../../domain/safety/mutes.ts";
import { isQuoting } from "../../domain/notifications/notifications.ts";
import type { InboxEntry } from "../../domain/notifications/inbox.ts";
import { hashtagsIn } from "../../domain/text.ts";
import { canSeeUser } from "../../domain/posts/visibility.ts";
import { must } from "../../lib/errors.ts";
import { findSeats } from "../conversations/access.ts";
import { seeMessages } from "../messages/visible_message.ts";
import { isMutedPost } from "../posts/muted.ts";
import { loadVisibleCards } from "../posts/visible_posts.ts";

/** A notification that its user may see and wants to see, with the actors that are shown. */
export interface VisibleNotification {
  entry: InboxEntry;
  actors: UserCard[];
  /** The number of named actors who are hidden or muted. */
  hiddenActors: number;
  /** The post, the comment or the message that it quotes, as it is now. */
  quoted: PostCard | QuotedText | null;
  /** The group or the conversation of the message that it is about. */
  conversationId: ConversationId | null;
  /** The group into which somebody has brought the user. */
  group: ConversationCard | null;
}

/** A text that a notification quotes, and its author. */
type QuotedText = Pick<CommentText, "authorId" | "content">;

/**
 * Returns the notifications whose objects and actors the user still sees and has not muted. A group
 * stays as long as it has another actor.
 */
export async function visibleNotifications(
  ctx: Context,
  userId: UserId,
  entries: readonly InboxEntry[],
): Promise<VisibleNotification[]> {
  const postIds = entries.map((entry) => entry.postId).filter((id) => id !== null);
  const commentIds = entries.map(quotedComment).filter((id) => id !== null);
  const messageIds = entries.flatMap(({ subject }) =>
    subject?.type === "message" ? [subject.id] : []
  );
  const invitedTo = entries.flatMap(({ subject }) =>
    subject?.type === "invitation" ? [subject.id as ConversationId] : []
  );
  const [viewer, posts, comments, messages, groups, users] = await Promise.all([
    ctx.cache.relations.get(userId),
    loadVisibleCards(ctx.cache, userId, [...new Set(postIds)]),
    ctx.cache.commentTexts.getMany([...new Set(commentIds)]),
    seeMessages(ctx, userId, [...new Set(messageIds)]),
    findSeats(ctx, userId, [...new Set(invitedTo)]),
    ctx.cache.users.getMany([...new Set(entries.flatMap((entry) => entry.actorIds))]),
  ]);
  const now = Date.now();
  return entries.flatMap((entry) => {
    const commentId = quotedComment(entry);
    const post = entry.postId === null ? null : posts.get(entry.postId);
    const comment = commentId === null ? null : comments.get(commentId);
    if (post === undefined || comment === undefined) return [];
    const { subject } = entry;
    const message = subject?.type === "message" ? messages.get(subject.id) : null;
    if (message === undefined || message?.sight === "tombstone") return [];
    const said = message ? quotedMessage(message.card) : comment;
    const quoted = isQuoting(entry.type) ? said ?? post : null;
    const group = groups.get(subject?.id as ConversationId)?.conversation ?? null;
    const conversationId = message?.card.conversationId ?? group?.id ?? null;
    const actors = entry.actorIds.flatMap((id) => users.get(id) ?? [])
      .filter((actor) => isActorShown(must(viewer), actor, quoted, now));
    const hiddenActors = entry.actorIds.length - actors.length;
    if (hiddenActors >= entry.actorsCount) return [];
    return [{ entry, actors, hiddenActors, quoted, conversationId, group }];
  });
}

/** Returns how many of the visible notifications the user has not read. */
export async function countVisibleUnread(
  ctx: Context,
  userId: UserId,
  inbox: Pick<InboxState, "entries" | "unread">,
): Promise<number> {
  const unread = inbox.entries.filter((entry) => !entry.isRead);
  const visible = await visibleNotifications(ctx, userId, unread);
  return inbox.unread - (unread.length - visible.length);
}

function quotedComment({ type, subject }: InboxEntry): CommentId | null {
  return isQuoting(type) && subject?.type === "comment" ? subject.id : null;
}

function isActorShown(
  viewer: Relations,
  actor: UserCard,
  quoted: PostCard | QuotedText | null,
  now: number,
): boolean {
  if (actor.id === viewer.userId) return true;
  if (!canSeeUser(viewer, actor)) return false;
  if (quoted === null) return !isMutedFor(viewer, { authorId: actor.id, texts: [], tags: [] }, now);
  return "content" in quoted
    ? !isMutedFor(viewer, mutableContentOf(quoted), now)
    : !isMutedPost(viewer, quoted, now);
}

// One object per message, as for comments below.
const messageTexts = new WeakMap<MessageCard, QuotedText>();

function quotedMessage(card: MessageCard): QuotedText {
  let quoted = messageTexts.get(card);
  if (quoted === undefined) {
    quoted = { authorId: card.senderId!, content: card.body ?? "" };
    messageTexts.set(card, quoted);
  }
  return quoted;
}

// One object per comment, so that its words are read once for all readers.
const commentContents = new WeakMap<QuotedText, MutableContent>();

function mutableContentOf(comment: QuotedText): MutableContent {
  let mutable = commentContents.get(comment);
  if (mutable === undefined) {
    const { authorId, content } = comment;
    mutable = { authorId, texts: [content], tags: hashtagsIn(content) };
    commentContents.set(comment, mutable);
  }
  return mutable;
}
