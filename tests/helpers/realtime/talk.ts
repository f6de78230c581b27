import { transact, type Tx } from "../../../db/transact.ts";
import type { Role } from "../../../domain/conversations/conversations.ts";
import {
  type ConversationId,
  type MessageId,
  newId,
  type SpaceId,
  type UserId,
} from "../../../domain/ids.ts";
import type { TestApp } from "../app/app.ts";
import type { Person } from "../people/person.ts";

/** The parts of an app, or of an instance, that write. */
export type Writer = Pick<TestApp, "ctx">;
/** A conversation, and the space of a room. */
export interface Place {
  conversationId: ConversationId;
  spaceId: SpaceId | null;
}

/** Returns the id of a person. */
export const idOf = ({ id }: Pick<Person, "id">) => id as UserId;
/** Runs a write, with its events. */
export const write = <T>({ ctx }: Writer, run: (tx: Tx) => Promise<T>) => transact(ctx.db, run);

/** Makes a group. The first person owns it. */
export async function makeGroup(app: Writer, ...people: Person[]): Promise<Place> {
  const id = newId() as ConversationId;
  const memberIds = people.map(idOf);
  await write(app, async ({ sql, record }) => {
    await sql`
      insert into conversations (id, kind, name, owner_id, members_count)
      values (${id}, 'group', 'friends', ${memberIds[0]!}, ${memberIds.length})`;
    for (const [index, userId] of memberIds.entries()) {
      await sql`
        insert into conversation_members (conversation_id, user_id, role, id)
        values (${id}, ${userId}, ${index === 0 ? "owner" : "member"}, ${newId()})`;
    }
    record({ type: "conversation.created", conversationId: id, memberIds, spaceId: null });
  });
  return { conversationId: id, spaceId: null };
}

/** Makes a space with a room that members of this role and above may see. */
export async function makeRoom(
  app: Writer,
  people: readonly Person[],
  viewRole: Role = "member",
): Promise<Place & { spaceId: SpaceId }> {
  const spaceId = newId() as SpaceId;
  await write(app, async ({ sql, record }) => {
    await sql`
      insert into spaces (id, name, members_count)
      values (${spaceId}, 'a space', ${people.length})`;
    for (const [index, person] of people.entries()) {
      await sql`
        insert into space_members (space_id, user_id, role, id)
        values (${spaceId}, ${idOf(person)}, ${index === 0 ? "owner" : "member"}, ${newId()})`;
    }
    const joinedIds = people.map(idOf);
    record({
      type: "space.members_changed",
      spaceId,
      joinedIds,
      leftIds: [],
      how: "created",
      isTold: true,
    });
  });
  return await addRoom(app, spaceId, viewRole);
}

/** Adds a room to a space. */
export async function addRoom(
  app: Writer,
  spaceId: SpaceId,
  viewRole: Role,
): Promise<Place & { spaceId: SpaceId }> {
  const conversationId = newId() as ConversationId;
  await write(app, async ({ sql, record }) => {
    await sql`
      insert into conversations (id, kind, space_id, name, view_role, history)
      values (${conversationId}, 'room', ${spaceId}, ${viewRole}, ${viewRole}, 'all')`;
    record({ type: "conversation.created", conversationId, memberIds: [], spaceId });
  });
  return { conversationId, spaceId };
}

/** Sends a message, one after the other. Returns its id and its number. */
export async function say(app: Writer, place: Place, sender: Person, body: string) {
  const messageId = newId() as MessageId;
  const senderId = idOf(sender);
  const { conversationId } = place;
  const seq = await write(app, async ({ sql, record }) => {
    const [head] = await sql<{ lastSeq: number; headRev: number; lastMessageAt: Date }[]>`
      update conversations
      set last_seq = last_seq + 1, last_message_at = now(), head_rev = head_rev + 1
      where id = ${conversationId} returning last_seq, head_rev, last_message_at`;
    await sql`
      insert into messages (conversation_id, seq, id, sender_id, client_id, body, created_at)
      values (${conversationId}, ${head!.lastSeq}, ${messageId}, ${senderId}, ${newId()}, ${body},
        now())`;
    const messages = [{ messageId, seq: head!.lastSeq, senderId }];
    const { headRev, lastMessageAt } = head!;
    const of = [{ ...place, headRev, lastMessageAt: lastMessageAt.getTime(), messages }];
    record({ type: "messages.created", of });
    return head!.lastSeq;
  });
  return { messageId, seq };
}

/** Deletes a message. */
export async function unsay(
  app: Writer,
  place: Place,
  message: { messageId: MessageId; seq: number },
): Promise<void> {
  await write(app, async ({ sql, record }) => {
    await sql`
      update messages set body = null, deleted_at = now(), rev = rev + 1
      where id = ${message.messageId}`;
    record({ type: "message.deleted", ...place, ...message });
  });
}
