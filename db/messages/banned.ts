import { FIRST_ID, type MessageId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { deleteMessages } from "./deletions.ts";

/** Lists some bans whose people have messages to delete, in the order of their ids. */
export async function listBansToClear(
  sql: Sql,
  after: string | null,
  limit: number,
): Promise<{ id: string }[]> {
  return await sql<{ id: string }[]>`
    select id from space_bans
    where messages_since is not null and id > ${after ?? FIRST_ID}
    order by id limit ${limit}`;
}

/** Deletes some messages that a banned person wrote in the rooms of the space; returns how many. */
export async function deleteMessagesOfBanned(
  tx: Tx,
  banId: string,
  limit: number,
): Promise<number> {
  const { sql } = tx;
  // The lock makes another ban of the person wait, which may reach further back.
  await sql`select from space_bans where id = ${banId} for update`;
  const written = await sql<{ id: MessageId }[]>`
    select g.id
    from space_bans b
    join messages g on g.sender_id = b.user_id
    join conversations c on c.id = g.conversation_id and c.space_id = b.space_id
    where b.id = ${banId} and g.created_at >= b.messages_since and g.deleted_at is null
    limit ${limit}`;
  if (written.length < limit) {
    await sql`update space_bans set messages_since = null where id = ${banId}`;
  }
  return await deleteMessages(tx, written.map(({ id }) => id));
}
