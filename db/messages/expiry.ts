import { type ConversationId, FIRST_ID, type MessageId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { deleteMessages } from "./deletions.ts";

/** Deletes some messages whose time has run out; returns how many. */
export async function deleteExpired(tx: Tx, limit: number): Promise<number> {
  const expired = await tx.sql<{ id: MessageId }[]>`
    select id from messages
    where expires_at <= now() and deleted_at is null
    order by expires_at limit ${limit}`;
  return await deleteMessages(tx, expired.map(({ id }) => id));
}

/** Lists some conversations that keep messages for days and have older ones, by their ids. */
export async function listWithOldMessages(
  sql: Sql,
  after: ConversationId | null,
  limit: number,
): Promise<{ id: ConversationId }[]> {
  return await sql<{ id: ConversationId }[]>`
    select c.id from conversations c
    where c.retention_days is not null and c.id > ${after ?? FIRST_ID}
      and exists (
        select from (
          select g.created_at from messages g
          where g.conversation_id = c.id and g.deleted_at is null and g.takedown_id is null
          order by g.seq limit 1
        ) as oldest
        where oldest.created_at < now() - c.retention_days * interval '1 day')
    order by c.id limit ${limit}`;
}

/** Deletes some messages that are older than their conversation keeps them; returns how many. */
export async function deleteOld(
  tx: Tx,
  conversationId: ConversationId,
  limit: number,
): Promise<number> {
  // The oldest ones come first, so that those which stay are not read.
  const old = await tx.sql<{ id: MessageId }[]>`
    select oldest.id
    from conversations c cross join lateral (
      select g.id, g.created_at from messages g
      where g.conversation_id = c.id and g.deleted_at is null and g.takedown_id is null
      order by g.seq limit ${limit}
    ) as oldest
    where c.id = ${conversationId}
      and oldest.created_at < now() - c.retention_days * interval '1 day'`;
  return await deleteMessages(tx, old.map(({ id }) => id));
}

/** The same for messages that were taken down, in all conversations. */
export async function deleteOldTakenDown(tx: Tx, limit: number): Promise<number> {
  const old = await tx.sql<{ id: MessageId }[]>`
    select g.id
    from messages g join conversations c on c.id = g.conversation_id
    where g.takedown_id is not null and g.deleted_at is null
      and g.created_at < now() - c.retention_days * interval '1 day'
    order by g.id limit ${limit}`;
  return await deleteMessages(tx, old.map(({ id }) => id));
}
