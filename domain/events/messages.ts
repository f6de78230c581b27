import type { ConversationId, MessageId, SpaceId, UserId } from "../ids.ts";
import { invalidationsIn } from "./invalidations.ts";
import type { Subject } from "../notifications/inbox.ts";
import type { Logged, NewCause, RulesOf } from "./rules.ts";
import { conversationTopic, spaceTopic, userTopic } from "./topics.ts";

/** New messages of one conversation, in the order of their numbers. */
export interface NewMessages {
  conversationId: ConversationId;
  /** The space of a room. */
  spaceId: SpaceId | null;
  /** The revision of the conversation's head with the last of these messages. */
  headRev: number;
  /** Milliseconds since 1970. */
  lastMessageAt: number;
  messages: NewMessage[];
}

/** A new message, and the people whom it is about. */
export interface NewMessage {
  messageId: MessageId;
  seq: number;
  senderId: UserId;
  mentionedIds?: UserId[];
  /** The sender of the message that it answers. */
  answeredId?: UserId | null;
}

/** A message that was changed, and where it is. */
export interface ChangedMessage {
  conversationId: ConversationId;
  /** The space of a room. */
  spaceId: SpaceId | null;
  messageId: MessageId;
  seq: number;
}

/** The place up to which somebody has read. */
export interface ReadPlace {
  userId: UserId;
  conversationId: ConversationId;
  seq: number;
  /** Whether the other members may see it. */
  isShown: boolean;
}

/** A change of who is mentioned in a message. */
interface ChangedMentions {
  senderId: UserId;
  addedIds: UserId[];
  removedIds: UserId[];
}

/** The first reaction of a person to a message, or the end of their last one. */
interface ChangedReaction {
  /** The sender of the message. */
  senderId: UserId;
  userId: UserId;
  isReacting: boolean;
}

/** An event of messages. */
export type MessageEvent =
  | { type: "messages.created"; of: NewMessages[] }
  | ChangedMessage & {
    type: "message.updated";
    mentions?: ChangedMentions;
    reaction?: ChangedReaction;
  }
  /** `isAnnounced` says whether notifications may be about it. */
  | ChangedMessage & { type: "message.deleted"; isAnnounced?: boolean }
  | { type: "reads.changed"; reads: ReadPlace[] };

/** A log entry about a message, or about how far somebody has read. */
export type MessageLog =
  | {
    type: "message.created" | "message.updated" | "message.deleted";
    ref: { messageId: MessageId; conversationId: ConversationId; seq: number };
  }
  | {
    type: "read.updated";
    ref: { conversationId: ConversationId; userId: UserId; seq: number };
  };

/** The rules of events of messages. People hear of DMs and groups by merging their topics. */
export const messageEvents: RulesOf<MessageEvent, MessageLog> = {
  "messages.created": {
    lane: "talk",
    invalidates: ({ of }) =>
      invalidationsIn("conversation", of.map(({ conversationId }) => conversationId)),
    heads: ({ of }) =>
      of.map(({ conversationId, headRev, lastMessageAt, messages }) => ({
        conversationId,
        headRev,
        lastMessageAt: new Date(lastMessageAt),
        lastSeq: messages.at(-1)!.seq,
        lastMessageId: messages.at(-1)!.messageId,
      })),
    logs: ({ of }) =>
      of.flatMap(({ conversationId, spaceId, messages }) =>
        messages.map(({ messageId, seq }) =>
          logged("message.created", { conversationId, spaceId, messageId, seq })
        )
      ),
    notifies: ({ of }) => of.flatMap(({ messages }) => messages.flatMap(causesOf)),
  },
  "message.updated": {
    lane: "talk",
    invalidates: invalidationsOfChange,
    logs: (event) => logged(event.type, event),
    notifies: ({ messageId, mentions, reaction }) => [
      ...mentions?.addedIds.map((id) => mentionOf(messageId, mentions.senderId, id)) ?? [],
      ...reaction?.isReacting ? [reactionOf(messageId, reaction)] : [],
    ],
    retracts: ({ messageId, mentions, reaction }) => [
      ...mentions?.removedIds.map((id) => mentionOf(messageId, mentions.senderId, id)) ?? [],
      ...reaction?.isReacting === false ? [reactionOf(messageId, reaction)] : [],
    ],
  },
  "message.deleted": {
    lane: "talk",
    invalidates: invalidationsOfChange,
    logs: (event) => logged(event.type, event),
    deletes: ({ messageId, isAnnounced }) =>
      isAnnounced ? [{ type: "message", id: messageId }] : [],
  },
  "reads.changed": {
    lane: "talk",
    invalidates: ({ reads }) => invalidationsIn("memberships", reads.map(({ userId }) => userId)),
    logs: ({ reads }) =>
      reads.map(({ isShown, ...ref }) => ({
        topics: isShown
          ? [userTopic(ref.userId), conversationTopic(ref.conversationId)]
          : [userTopic(ref.userId)],
        type: "read.updated",
        ref,
      })),
  },
};

function invalidationsOfChange({ messageId, conversationId }: ChangedMessage) {
  return [
    { cache: "message", id: messageId } as const,
    { cache: "conversation", id: conversationId } as const,
  ];
}

function logged(
  type: "message.created" | "message.updated" | "message.deleted",
  { conversationId, spaceId, messageId, seq }: ChangedMessage,
): Logged<MessageLog> {
  const own = conversationTopic(conversationId);
  return {
    topics: spaceId === null ? [own] : [own, spaceTopic(spaceId)],
    type,
    ref: { messageId, conversationId, seq },
  };
}

/** Returns one cause a person: an answer to them, or else a mention. */
function causesOf({ messageId, senderId, answeredId, mentionedIds = [] }: NewMessage): NewCause[] {
  const mentioned = mentionedIds.filter((userId) => userId !== answeredId);
  const reply = { type: "reply" as const, actorId: senderId, subject: subjectOf(messageId) };
  return [
    ...answeredId ? [{ userId: answeredId, ...reply }] : [],
    ...mentioned.map((userId) => mentionOf(messageId, senderId, userId)),
  ];
}

function mentionOf(messageId: MessageId, actorId: UserId, userId: UserId) {
  return { userId, type: "mention" as const, actorId, subject: subjectOf(messageId) };
}

function reactionOf(messageId: MessageId, { senderId, userId: actorId }: ChangedReaction) {
  const subject = subjectOf(messageId);
  return { userId: senderId, type: "reaction" as const, actorId, subject };
}

function subjectOf(id: MessageId): Subject {
  return { type: "message", id };
}
