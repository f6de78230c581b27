import { DELETED_CONVERSATION_DAYS } from "../../domain/conversations/limits.ts";
import {
  type ConversationId,
  FIRST_ID,
  type MessageId,
  type PostId,
  type SpaceId,
} from "../../domain/ids.ts";
import { deleteMessages } from "../messages/deletions.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** Lists some DMs, groups and rooms that were deleted long ago, in the order of their ids. */
export async function listConversationsToErase(
  sql: Sql,
  after: ConversationId | null,
  limit: number,
): Promise<{ id: ConversationId }[]> {
  return await sql<{ id: ConversationId }[]>`
    select id from conversations
    where deleted_at < now() - ${DELETED_CONVERSATION_DAYS} * interval '1 day'
      and id > ${after ?? FIRST_ID}
    order by id limit ${limit}`;
}

/** Lists some spaces that were deleted long ago, in the order of their ids. */
export async function listSpacesToErase(
  sql: Sql,
  after: SpaceId | null,
  limit: number,
): Promise<{ id: SpaceId }[]> {
  return await sql<{ id: SpaceId }[]>`
    select id from spaces
    where deleted_at < now() - ${DELETED_CONVERSATION_DAYS} * interval '1 day'
      and id > ${after ?? FIRST_ID}
    order by id limit ${limit}`;
}

/** Erases some messages of a conversation, with their pictures; returns how many. */
export async function eraseMessages(
  tx: Tx,
  conversationId: ConversationId,
  limit: number,
): Promise<number> {
  const rows = await tx.sql<{ id: MessageId }[]>`
    select id from messages where conversation_id = ${conversationId} order by seq limit ${limit}`;
  const ids = rows.map(({ id }) => id);
  await deleteMessages(tx, ids);
  await tx.sql`delete from messages where id = any(${ids}::uuid[])`;
  return ids.length;
}

/** Erases some states of a conversation; returns how many. */
export async function eraseStates(
  sql: Sql,
  conversationId: ConversationId,
  limit: number,
): Promise<number> {
  const { count } = await sql`
    delete from conversation_states where ctid = any(array(
      select ctid from conversation_states where conversation_id = ${conversationId}
      limit ${limit}))`;
  return count;
}

/** Erases an empty conversation with its members. */
export async function eraseConversation(sql: Sql, id: ConversationId): Promise<void> {
  await sql`delete from conversations where id = ${id}`;
}

/** Finds any room of a space; null if there is none. */
export async function findAnyRoomOf(sql: Sql, spaceId: SpaceId): Promise<ConversationId | null> {
  const [room] = await sql<{ id: ConversationId }[]>`
    select id from conversations where space_id = ${spaceId} limit 1`;
  return room?.id ?? null;
}

/** Finds any post of a space, deleted or not; null if there is none. */
export async function findAnyPostIn(sql: Sql, spaceId: SpaceId): Promise<PostId | null> {
  const [post] = await sql<{ id: PostId }[]>`
    select id from posts where space_id = ${spaceId} limit 1`;
  return post?.id ?? null;
}

/** Erases some members, bans and invitations of a space; returns how many. */
export async function erasePeopleOf(sql: Sql, spaceId: SpaceId, limit: number): Promise<number> {
  const { count } = await one(sql<{ count: number }[]>`
    with members_gone as (
      delete from space_members where ctid = any(array(
        select ctid from space_members where space_id = ${spaceId} limit ${limit}))
      returning 1
    ), bans_gone as (
      delete from space_bans where ctid = any(array(
        select ctid from space_bans where space_id = ${spaceId} limit ${limit}))
      returning 1
    ), invitations_gone as (
      delete from space_invitations where ctid = any(array(
        select ctid from space_invitations where space_id = ${spaceId} limit ${limit}))
      returning 1
    )
    select ((select count(*) from members_gone) + (select count(*) from bans_gone)
      + (select count(*) from invitations_gone))::int as count`);
  return count;
}

/** Erases an empty space. */
export async function eraseSpace(sql: Sql, id: SpaceId): Promise<void> {
  await sql`delete from spaces where id = ${id}`;
}
