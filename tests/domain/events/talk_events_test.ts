import { assertEquals } from "@std/assert";
import { logOf } from "../../../actors/delivery/effects.ts";
import { type DomainEvent, EVENT_TYPES, laneOf } from "../../../domain/events/events.ts";
import { ALL_PARTS } from "../../../domain/events/parts.ts";
import type { ConversationId, MessageId, SpaceId, UserId } from "../../../domain/ids.ts";

const [ADA, BOB] = ["ada", "bob"] as [UserId, UserId];
const [DM, ROOM] = ["dm", "room"] as [ConversationId, ConversationId];
const SPACE = "space" as SpaceId;

function entriesOf(event: DomainEvent) {
  const recorded = { id: "event", writerId: "writer", at: 0, event };
  return logOf(recorded, ALL_PARTS).map(({ topic, entry }) => `${entry.id} on ${topic}`);
}

const message = (messageId: string, seq: number) => ({
  messageId: messageId as MessageId,
  seq,
  senderId: ADA,
});

Deno.test("events of conversations, messages and spaces have a lane of their own", () => {
  const talk = EVENT_TYPES.filter((type) => /^(conversation|messages?|reads|space)\./.test(type));
  assertEquals(talk.map((type) => laneOf({ type } as DomainEvent)), talk.map(() => "talk"));
  assertEquals(talk.length, 13);
});

Deno.test("each message of a batch has its own entry, in a room on the topic of the space too", () => {
  const head = { headRev: 1, lastMessageAt: 0 };
  const of = [
    {
      conversationId: DM,
      spaceId: null,
      ...head,
      messages: [message("one", 1), message("two", 2)],
    },
    { conversationId: ROOM, spaceId: SPACE, ...head, messages: [message("three", 7)] },
  ];
  assertEquals(entriesOf({ type: "messages.created", of }), [
    "event.message.created on conversation:dm",
    "event.1.message.created on conversation:dm",
    "event.2.message.created on conversation:room",
    "event.2.message.created on space:space",
  ]);
});

Deno.test("how far somebody has read is told to others only where they show it", () => {
  const read = { userId: ADA, conversationId: DM, seq: 3 };
  const reads = [{ ...read, isShown: true }, { ...read, userId: BOB, isShown: false }];
  assertEquals(entriesOf({ type: "reads.changed", reads }), [
    "event.read.updated on user:ada",
    "event.read.updated on conversation:dm",
    "event.1.read.updated on user:bob",
  ]);
});

Deno.test("somebody who leaves hears of it, and so do those who stay", () => {
  const change = {
    type: "conversation.members_changed",
    conversationId: DM,
    joinedIds: [],
    leftIds: [BOB],
    how: "removed",
    afterSeq: 3,
  } as const;
  assertEquals(entriesOf({ ...change, joinedIds: [], leftIds: [BOB] }), [
    "event.member.left on conversation:dm",
    "event.member.left on user:bob",
  ]);
});
