import type { ChangedMessage } from "../../domain/events/messages.ts";
import type { MessageId, UserId } from "../../domain/ids.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { moveHead } from "./lock.ts";

/** A message that moderators act on. */
interface Reported {
  authorId: UserId;
  takedownId: string | null;
  isCounted: boolean;
}

/** Locks a message with its conversation; undefined if its sender is erased. */
export async function lockReported(sql: Sql, id: MessageId): Promise<Reported | undefined> {
  await sql`
    select from conversations
    where id = (select conversation_id from messages where id = ${id}) for no key update`;
  const [message] = await sql<Reported[]>`
    select sender_id as author_id, takedown_id, deleted_at is null as is_counted
    from messages where id = ${id} and sender_id is not null for no key update`;
  return message;
}

/** Takes down a message that is locked with its conversation, or shows it again. */
export async function placeTakedown(
  { sql, record }: Tx,
  id: MessageId,
  takedownId: string | null,
): Promise<void> {
  const message = await one(sql<ChangedMessage[]>`
    update messages g set takedown_id = ${takedownId}, rev = g.rev + 1
    from conversations c where c.id = g.conversation_id and g.id = ${id}
    returning g.id as message_id, g.conversation_id, c.space_id, g.seq`);
  await moveHead(sql, message.conversationId);
  record({ type: "message.updated", ...message });
}
