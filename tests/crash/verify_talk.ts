import type { Model } from "./model.ts";
import type { Seen, SeenConversation, SeenStream } from "./seen.ts";
import { differences, type Finding } from "./verify.ts";
import { mustArrive } from "./verify_streams.ts";

/** Compares the conversations at the end with the acknowledged messages and reads. */
export function verifyTalk(model: Model, seen: Seen): Finding[] {
  const check = (of: (id: string, userId: string, found: SeenConversation) => string[]) =>
    [...seen.people].flatMap(([userId, { conversations }]) =>
      [...conversations].flatMap(([id, found]) => of(id, userId, found))
    );
  return [
    {
      guarantee: "everybody is in their conversations",
      faults: [...seen.people].flatMap(([userId, { conversations }]) => {
        // Nobody hears of a DM that another person has begun, before its first message.
        const own = [...model.conversations].filter(([id, [beginner, ...others]]) =>
          beginner === userId || others.includes(userId) &&
            (others.length > 1 || model.messagesOf(id).length > 0)
        );
        return differences(userId, [...conversations.keys()], own.map(([id]) => id));
      }),
    },
    {
      guarantee: "every acknowledged message exists once, under its number",
      faults: check((id, userId, { messages }) => {
        const names = messages.map(({ messageId, seq }) => `${messageId} as ${seq}`);
        const made = model.messagesOf(id).map((message) => `${message.id} as ${message.seq}`);
        return differences(`${id} for ${userId}`, names, made);
      }),
    },
    {
      guarantee: "messages are numbered 1, 2, 3 without a gap",
      faults: check((id, userId, { lastSeq, messages }) => {
        const seqs = messages.map(({ seq }) => seq).sort((one, other) => one - other);
        const isGapless = seqs.every((seq, index) => seq === index + 1);
        return isGapless && lastSeq === seqs.length
          ? []
          : [`${id} for ${userId}: last ${lastSeq}, numbers ${seqs.join(" ")}`];
      }),
    },
    {
      guarantee: "only deleted messages are tombstones",
      faults: check((id, _, { messages }) =>
        messages.filter(({ messageId, isDeleted }) =>
          isDeleted !== (model.messages.get(messageId)?.deletedAt !== null)
        ).map(({ messageId }) => `${messageId} in ${id}`)
      ),
    },
    {
      guarantee: "unread messages are those after the place that was read, not own, not deleted",
      faults: check((id, userId, { readSeq, unreadCount, messages }) => {
        // Reading notifications may have moved it on.
        const isBack = readSeq < (model.reads.get(`${userId} ${id}`) ?? 0);
        const unread = messages.filter(({ seq, userId: senderId, isDeleted }) =>
          seq > readSeq && !isDeleted && senderId !== userId
        );
        return !isBack && unreadCount === unread.length
          ? []
          : [`${id} for ${userId}: ${unreadCount} after ${readSeq}, and not ${unread.length}`];
      }),
    },
  ];
}

/** Compares the sockets' messages with the acknowledged ones. */
export function verifyTalkStreams(model: Model, { streams }: Pick<Seen, "streams">): Finding[] {
  return [
    {
      guarantee: "every message of own conversations came over the socket",
      faults: [...streams].flatMap(([userId, stream]) => missing(model, userId, stream)),
    },
    {
      guarantee: "messages of a conversation come in the order of their numbers",
      faults: [...streams].flatMap(([userId, stream]) => disorder(userId, stream)),
    },
  ];
}

function missing(model: Model, userId: string, stream: SeenStream): string[] {
  const topic = `user:${userId}`;
  const came = new Set(
    stream.received.filter((one) => one.topic === topic && one.type.startsWith("message."))
      .map((one) => one.messageId),
  );
  return [...model.messages.values()]
    .filter(({ conversationId }) => model.conversations.get(conversationId)!.includes(userId))
    .filter((message) => mustArrive(model, stream, topic, message) && !came.has(message.id))
    .map(({ id, seq }) => `${userId} did not get message ${seq}, ${id}`);
}

function disorder(userId: string, { received }: SeenStream): string[] {
  const created = received.filter(({ type }) => type === "message.created");
  const groups = Map.groupBy(
    created,
    ({ connection, topic, conversationId }) => `${connection} ${topic} ${conversationId}`,
  );
  return [...groups.values()].flatMap((events) =>
    events.filter(({ seq }, index) => index > 0 && seq! <= events[index - 1]!.seq!)
      .map(({ messageId }) => `${userId} got ${messageId} after a later message`)
  );
}
