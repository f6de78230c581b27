import { transact, type Tx } from "../../../db/transact.ts";
import type { Role } from "../../../domain/conversations/conversations.ts";
import {
  type ConversationId,
  type MediaId,
  type MessageId,
  newId,
  type SpaceId,
  type UserId,
} from "../../../domain/ids.ts";
import { one } from "../../../db/sql.ts";
import type { TestApp } from "../app/app.ts";
import type { Person } from "../people/person.ts";

// Rows as the program writes them, for tests that are about something else.

/** Makes a group of these people, the first of whom owns it. */
export async function insertGroup(
  app: TestApp,
  name: string,
  people: readonly Person[],
): Promise<ConversationId> {
  const id: ConversationId = newId();
  await transact(app.ctx.db, async (tx) => {
    await tx.sql`
      insert into conversations (id, kind, name, owner_id, members_count)
      values (${id}, 'group', ${name}, ${people[0]!.id}, ${people.length})`;
    for (const [n, person] of people.entries()) {
      await addTo(tx, id, person.id, { role: n === 0 ? "owner" : "member" });
    }
  });
  return id;
}

/** Adds a member, who sees what comes from now on. */
export async function addToGroup(
  app: TestApp,
  id: ConversationId,
  person: Person,
  status: "accepted" | "request" = "accepted",
): Promise<void> {
  await transact(app.ctx.db, (tx) => addTo(tx, id, person.id, { role: "member", status }));
}

/** Ends a membership. */
export async function removeFromGroup(
  app: TestApp,
  conversationId: ConversationId,
  { id: userId }: Person,
): Promise<void> {
  await transact(app.ctx.db, async (tx) => {
    await tx.sql`
      delete from conversation_members
      where conversation_id = ${conversationId} and user_id = ${userId}`;
    membersChanged(tx, conversationId, { leftIds: [userId] });
  });
}

/** Makes a space of these people, the first of whom owns it. */
export async function insertSpace(
  app: TestApp,
  name: string,
  people: readonly Person[],
  { isPublic = false } = {},
): Promise<SpaceId> {
  const id: SpaceId = newId();
  await transact(app.ctx.db, async ({ sql }) => {
    await sql`
      insert into spaces (id, name, is_public, members_count)
      values (${id}, ${name}, ${isPublic}, 0)`;
  });
  for (const [n, person] of people.entries()) {
    await joinSpace(app, id, person, n === 0 ? "owner" : "member");
  }
  return id;
}

/** Makes somebody a member of a space. */
export async function joinSpace(
  app: TestApp,
  spaceId: SpaceId,
  { id: userId }: Person,
  role: Role = "member",
): Promise<void> {
  await transact(app.ctx.db, async ({ sql, record }) => {
    await sql`update spaces set members_count = members_count + 1 where id = ${spaceId}`;
    await sql`
      insert into space_members (space_id, user_id, role, id)
      values (${spaceId}, ${userId}, ${role}, ${newId()})`;
    const type = "space.members_changed";
    record({ type, spaceId, joinedIds: [userId], leftIds: [], how: "joined", isTold: true });
  });
}

/** Ends a membership of a space. */
export async function leaveSpace(
  app: TestApp,
  spaceId: SpaceId,
  { id: userId }: Person,
): Promise<void> {
  await transact(app.ctx.db, async ({ sql, record }) => {
    await sql`update spaces set members_count = members_count - 1 where id = ${spaceId}`;
    await sql`delete from space_members where space_id = ${spaceId} and user_id = ${userId}`;
    const type = "space.members_changed";
    record({ type, spaceId, joinedIds: [], leftIds: [userId], how: "left", isTold: true });
  });
}

/** Deletes a space. Its members keep their rows, as they do in a large one. */
export async function deleteSpace(app: TestApp, spaceId: SpaceId): Promise<void> {
  await transact(app.ctx.db, async ({ sql, record }) => {
    await sql`update spaces set deleted_at = now() where id = ${spaceId}`;
    record({ type: "space.deleted", spaceId, memberIds: [] });
  });
}

/** Makes a room of a space. */
export async function insertRoom(
  app: TestApp,
  spaceId: SpaceId,
  name: string,
  viewRole: Role = "member",
): Promise<ConversationId> {
  const id: ConversationId = newId();
  await transact(app.ctx.db, async ({ sql, record }) => {
    await sql`
      insert into conversations (id, kind, space_id, name, history, view_role)
      values (${id}, 'room', ${spaceId}, ${name}, 'all', ${viewRole})`;
    record({ type: "conversation.created", conversationId: id, memberIds: [], spaceId });
  });
  return id;
}

/** Sends a message. */
export async function say(
  app: TestApp,
  conversationId: ConversationId,
  sender: Person,
  body: string,
  { expiresAt = null, mediaId = null }: { expiresAt?: Date | null; mediaId?: MediaId | null } = {},
): Promise<MessageId> {
  const id: MessageId = newId();
  await transact(app.ctx.db, async ({ sql, record }) => {
    const { seq, ...place } = await one(sql<
      { seq: number; spaceId: SpaceId | null; headRev: number; lastMessageAt: number }[]
    >`
      update conversations
      set last_seq = last_seq + 1, last_message_at = now(), head_rev = head_rev + 1
      where id = ${conversationId}
      returning last_seq as seq, space_id, head_rev,
        extract(epoch from last_message_at)::float * 1000 as last_message_at`);
    await sql`
      insert into messages (conversation_id, seq, id, sender_id, client_id, body, expires_at,
        created_at)
      values (${conversationId}, ${seq}, ${id}, ${sender.id}, ${id}, ${body}, ${expiresAt}, now())`;
    if (mediaId !== null) {
      await sql`
        insert into message_media (message_id, position, media_id) values (${id}, 0, ${mediaId})`;
    }
    const messages = [{ messageId: id, seq, senderId: sender.id }];
    record({ type: "messages.created", of: [{ conversationId, ...place, messages }] });
  });
  return id;
}

/** Deletes a message: of its content nothing is left. */
export async function unsay(app: TestApp, id: MessageId): Promise<void> {
  await changeMessage(
    app,
    id,
    "message.deleted",
    ({ sql }) => sql`update messages set body = null, deleted_at = now() where id = ${id}`,
  );
}

/** Edits a message. */
export async function reword(app: TestApp, id: MessageId, body: string): Promise<void> {
  await changeMessage(
    app,
    id,
    "message.updated",
    ({ sql }) => sql`update messages set body = ${body}, edited_at = now() where id = ${id}`,
  );
}

async function changeMessage(
  app: TestApp,
  messageId: MessageId,
  type: "message.updated" | "message.deleted",
  change: (tx: Tx) => PromiseLike<unknown>,
): Promise<void> {
  await transact(app.ctx.db, async (tx) => {
    await change(tx);
    const place = await one(tx.sql<
      { conversationId: ConversationId; seq: number; spaceId: SpaceId | null }[]
    >`
      select g.conversation_id, g.seq, c.space_id
      from messages g join conversations c on c.id = g.conversation_id
      where g.id = ${messageId}`);
    tx.record({ type, messageId, ...place });
  });
}

async function addTo(
  tx: Tx,
  conversationId: ConversationId,
  userId: UserId,
  { role, status = "accepted" }: { role: Role; status?: "accepted" | "request" },
): Promise<void> {
  await tx.sql`
    insert into conversation_members (conversation_id, user_id, role, status, floor_seq, id)
    select id, ${userId}, ${role}, ${status}, last_seq, ${newId()} from conversations
    where id = ${conversationId}`;
  membersChanged(tx, conversationId, { joinedIds: [userId] });
}

function membersChanged(
  { record }: Tx,
  conversationId: ConversationId,
  { joinedIds = [], leftIds = [] }: { joinedIds?: UserId[]; leftIds?: UserId[] },
): void {
  const how = joinedIds.length > 0 ? "added" : "left";
  const type = "conversation.members_changed";
  record({ type, conversationId, joinedIds, leftIds, how, afterSeq: 0 });
}
