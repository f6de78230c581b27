import { assert, assertEquals } from "@std/assert";
import { type MadeMessage, Model } from "../../crash/model.ts";
import type { ReceivedEvent, Seen, SeenConversation, SeenPerson } from "../../crash/seen.ts";
import { verifyTalk, verifyTalkStreams } from "../../crash/verify_talk.ts";

const NUMBERS = "messages are numbered 1, 2, 3 without a gap";
const ONCE = "every acknowledged message exists once, under its number";
const UNREAD = "unread messages are those after the place that was read, not own, not deleted";

Deno.test("the verifier finds no fault in talk that is as acknowledged", () => {
  assertEquals(findings(goodEnd()).flatMap(({ faults }) => faults), []);
});

Deno.test("the verifier finds a message that is lost, doubled or numbered otherwise", () => {
  const lost = goodEnd();
  lost.of("bob").messages.pop();
  assertFault(lost, ONCE, "lacks second as 2");
  assertFault(lost, NUMBERS, "last 2, numbers 1");
  const doubled = goodEnd();
  doubled.of("bob").messages.push(doubled.of("bob").messages[0]!);
  assertFault(doubled, ONCE, "has first as 1 2 times");
  const renumbered = goodEnd();
  renumbered.of("bob").messages[1] = { ...renumbered.of("bob").messages[1]!, seq: 3 };
  assertFault(renumbered, NUMBERS, "numbers 1 3");
});

Deno.test("the verifier finds a deleted message that shows, and one that is hidden without reason", () => {
  const guarantee = "only deleted messages are tombstones";
  const shown = goodEnd();
  shown.model.messages.get("first")!.deletedAt = 120;
  assertFault(shown, guarantee, "first in dm");
  const hidden = goodEnd();
  hidden.of("bob").messages[0] = { ...hidden.of("bob").messages[0]!, isDeleted: true };
  assertFault(hidden, guarantee, "first in dm");
});

Deno.test("the verifier finds a wrong number of unread messages, and a place that went back", () => {
  const miscounted = goodEnd();
  miscounted.of("bob").unreadCount = 1;
  assertFault(miscounted, UNREAD, "dm for bob: 1 after 0, and not 2");
  const back = goodEnd();
  back.model.reads.set("bob dm", 1);
  assertFault(back, UNREAD, "dm for bob: 2 after 0");
});

Deno.test("the verifier finds a conversation that is gone from a list", () => {
  const gone = goodEnd();
  gone.seen.people.get("bob")!.conversations.clear();
  assertFault(gone, "everybody is in their conversations", "bob lacks dm");
});

Deno.test("the verifier finds a message that did not come over the socket, or came too early", () => {
  const missing = goodEnd();
  missing.seen.streams.get("bob")!.received.pop();
  const guarantee = "every message of own conversations came over the socket";
  assertFault(missing, guarantee, "bob did not get message 2, second");
  const early = goodEnd();
  early.seen.streams.get("bob")!.received.reverse();
  const order = "messages of a conversation come in the order of their numbers";
  assertFault(early, order, "bob got first after a later message");
});

interface End {
  model: Model;
  seen: Seen;
  of(person: string): SeenConversation;
}

/** Ada has written two messages to Bob, who has read none. */
function goodEnd(): End {
  const model = new Model();
  model.conversations.set("dm", ["ada", "bob"]);
  const made = ["first", "second"].map((id, index): MadeMessage => ({
    id,
    conversationId: "dm",
    seq: index + 1,
    senderId: "ada",
    startedAt: 100 + index,
    ackedAt: 110 + index,
    deletedAt: null,
  }));
  for (const message of made) model.messages.set(message.id, message);
  const people = new Map(["ada", "bob"].map((name) => [name, personWith(name, made)]));
  const streams = new Map(["ada", "bob"].map((name) => [name, {
    received: made.map((message) => eventOf(name, message)),
    resets: [],
    refused: [],
    followedSince: new Map([[`user:${name}`, 10]]),
  }]));
  return {
    model,
    seen: { people, posts: new Map(), streams },
    of: (person) => people.get(person)!.conversations.get("dm")!,
  };
}

function personWith(name: string, made: readonly MadeMessage[]): SeenPerson {
  const messages = made.map(({ id: messageId, seq, senderId: userId }) => ({
    messageId,
    seq,
    userId,
    isDeleted: false,
  }));
  const unreadCount = name === "ada" ? 0 : made.length;
  return {
    feed: [],
    followersCount: 0,
    followingCount: 0,
    followerIds: [],
    notifications: [],
    unreadCount: 0,
    unreadIds: [],
    conversations: new Map([["dm", { lastSeq: made.length, readSeq: 0, unreadCount, messages }]]),
  };
}

function eventOf(name: string, { id, conversationId, seq }: MadeMessage): ReceivedEvent {
  const place = { connection: 0, topic: `user:${name}` };
  return {
    ...place,
    id: `${id}.created`,
    type: "message.created",
    messageId: id,
    conversationId,
    seq,
  };
}

function findings({ model, seen }: End) {
  return [...verifyTalk(model, seen), ...verifyTalkStreams(model, seen)];
}

function assertFault(end: End, guarantee: string, fault: string): void {
  const { faults } = findings(end).find((finding) => finding.guarantee === guarantee)!;
  assert(faults.some((one) => one.includes(fault)), `${fault} is not among: ${faults.join("; ")}`);
}
