import type { MadeMessage } from "./model.ts";
import type { Person } from "./person.ts";

/** Lets everybody come into one group, and pairs of neighbours begin DMs. */
export async function gather(people: readonly Person[]): Promise<void> {
  const [first, ...others] = people as [Person, ...Person[]];
  const userIds = others.map(({ id }) => id);
  await begin(first, { type: "group", name: "Everybody", userIds }, [first.id, ...userIds]);
  for (let n = 0; n + 1 < people.length; n += 2) {
    const [one, other] = [people[n]!, people[n + 1]!];
    await begin(one, { type: "dm", userId: other.id }, [one.id, other.id]);
    const { model } = one.world;
    const [id] = [...model.conversations.keys()].slice(-1);
    await other.send({ method: "POST", path: `/conversations/${id}/accept` });
  }
}

async function begin(person: Person, body: unknown, memberIds: readonly string[]): Promise<void> {
  const { status, data } = await person.make("/conversations", body);
  if (status !== 201) throw new Error(`A conversation was answered with ${status}`);
  person.world.model.conversations.set(data.conversationId, memberIds);
}

/** Sends a message, mostly to everybody. All repeats have the same client id. */
export async function say(person: Person): Promise<boolean> {
  const { model, random } = person.world;
  const conversationId = someConversation(person);
  const startedAt = Date.now();
  const body = { body: person.someText(), clientId: random.key() };
  const path = `/conversations/${conversationId}/messages`;
  const { status, data } = await person.send({ method: "POST", path, body });
  if (status !== 201) return person.surprise("say", status);
  model.messages.set(data.messageId, {
    id: data.messageId,
    conversationId,
    seq: data.seq,
    senderId: person.id,
    startedAt,
    ackedAt: Date.now(),
    deletedAt: null,
  });
  return true;
}

/** Reads a conversation up to one of its newest messages. */
export async function readTalk(person: Person): Promise<boolean> {
  const { model, random } = person.world;
  const conversationId = someConversation(person);
  const message = random.pick(model.messagesOf(conversationId).slice(-5));
  if (message === null) return false;
  const path = `/conversations/${conversationId}/read`;
  const { status } = await person.send({ method: "POST", path, body: { seq: message.seq } });
  if (status !== 200) return person.surprise("readTalk", status);
  const key = `${person.id} ${conversationId}`;
  model.reads.set(key, Math.max(model.reads.get(key) ?? 0, message.seq));
  return true;
}

/** Deletes one of the person's own messages. */
export async function deleteMessage(person: Person): Promise<boolean> {
  const { model, random } = person.world;
  const own = random.pick([...model.messages.values()].filter(isLiveOf(person.id)));
  if (own === null) return false;
  own.deletedAt = Date.now();
  const { status } = await person.send({ method: "DELETE", path: `/messages/${own.id}` });
  return status === 204 || person.surprise("deleteMessage", status);
}

function isLiveOf(senderId: string) {
  return (message: MadeMessage) => message.senderId === senderId && message.deletedAt === null;
}

function someConversation({ id, world: { model, random } }: Person): string {
  const own = [...model.conversations].filter(([, members]) => members.includes(id))
    .map(([conversationId]) => conversationId);
  // The first one has everybody.
  return random.chance(0.7) ? own[0]! : random.pick(own)!;
}
