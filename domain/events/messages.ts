import type { ConversationId, MessageId, SpaceId, UserId } from "../ids.ts";
import { invalidationsIn } from "./invalidations.ts";
import type { Logged, RulesOf } from "./rules.ts";
import { conversationTopic, spaceTopic, userTopic } from "./topics.ts";

/** New messages of one conversation, in the order of their numbers. */
export interface NewMessages {
  conversationId: ConversationId;
  /** The space of a room. */
  spaceId: SpaceId | null;
  messages: { messageId: MessageId; seq: number; senderId: UserId; mentionedIds?: UserId[] }[];
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

/** An event of messages. */
export type MessageEvent =
  | { type: "messages.created"; of: NewMessages[] }
  | ChangedMessage & { type: "message.updated" | "message.deleted" }
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
    logs: ({ of }) =>
      of.flatMap(({ messages, ...place }) =>
        messages.map(({ messageId, seq }) =>
          logged("message.created", { ...place, messageId, seq })
        )
      ),
  },
  "message.updated": {
    lane: "talk",
    invalidates: invalidationsOfChange,
    logs: (event) => logged(event.type, event),
  },
  "message.deleted": {
    lane: "talk",
    invalidates: invalidationsOfChange,
    logs: (event) => logged(event.type, event),
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
