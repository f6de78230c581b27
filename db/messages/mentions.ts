import { messageVisibleTo } from "../conversations/visibility.ts";
import type { MessageId, UserId } from "../../domain/ids.ts";
import { mentionsIn } from "../../domain/text.ts";
import type { Sql } from "../sql.ts";
import { isActive } from "../visibility.ts";

/** The ids of the users whose mentions an edit has added and removed. */
export interface MentionsChange {
  addedIds: UserId[];
  removedIds: UserId[];
}

/**
 * Replaces the mentions of a message by those people in its text who see the message. Its sender is
 * not among them.
 */
export async function replaceMentions(
  sql: Sql,
  messageId: MessageId,
  body: string,
): Promise<MentionsChange> {
  const names = mentionsIn(body);
  const mentioned = sql`
    select u.id as user_id, g.conversation_id, g.seq, g.id as message_id
    from messages g
    join conversations c on c.id = g.conversation_id
    join users u on u.username = any(${names}) and u.id <> g.sender_id
    where g.id = ${messageId} and ${isActive(sql, sql`u`)}
      and ${messageVisibleTo(sql, sql`u.id`)}`;
  const removed = await sql<{ userId: UserId }[]>`
    delete from message_mentions m
    where m.message_id = ${messageId}
      and m.user_id not in (select now.user_id from (${mentioned}) as now)
    returning m.user_id`;
  const added = await sql<{ userId: UserId }[]>`
    insert into message_mentions (user_id, conversation_id, seq, message_id)
    ${mentioned}
    on conflict do nothing
    returning user_id`;
  const idsOf = (rows: readonly { userId: UserId }[]) => rows.map(({ userId }) => userId);
  return { addedIds: idsOf(added), removedIds: idsOf(removed) };
}
