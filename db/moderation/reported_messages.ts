import { conversationVisibleTo, floorOf } from "../conversations/visibility.ts";
import type { MessageId, UserId } from "../../domain/ids.ts";
import { lazyFragment, type Sql } from "../sql.ts";
import { userVisibleTo } from "../visibility.ts";

/** The messages that a report stores beside the reported one. */
const MESSAGES_BEFORE = 5;

/** A message before a reported one, as it was then. */
export interface ContextMessage {
  messageId: MessageId;
  userId: UserId;
  content: string;
  createdAt: Date;
}

/**
 * The texts before a message that the viewer sees too, the oldest first. A viewer who is not in the
 * conversation gets none.
 */
export async function listContext(
  sql: Sql,
  viewerId: UserId,
  messageId: string,
): Promise<ContextMessage[]> {
  return await sql<ContextMessage[]>`
    select e.id as message_id, e.sender_id as user_id, coalesce(e.body, '') as content, e.created_at
    from messages g
    join conversations c on c.id = g.conversation_id
    cross join lateral (
      select * from messages o
      where o.conversation_id = g.conversation_id and o.seq < g.seq
        and o.seq > ${floorOf(sql, viewerId)} and o.deleted_at is null and o.takedown_id is null
      order by o.seq desc limit ${MESSAGES_BEFORE}
    ) as e
    where g.id = ${messageId} and ${conversationVisibleTo(sql, viewerId)}
      and (e.expires_at is null or e.expires_at > now())
      and ${userVisibleTo(sql, sql`e.sender_id`, viewerId)}
    order by e.seq`;
}

/** Stores the messages before the one that a report is about. */
export async function insertContext(
  sql: Sql,
  reportId: string,
  context: readonly ContextMessage[],
): Promise<void> {
  if (context.length === 0) return;
  const rows = context.map((message, position) => ({ reportId, position, ...message }));
  await sql`insert into report_contexts ${sql(rows)}`;
}

/** The snapshot of a report (alias `r`). That of a message has the messages before it. */
export const reportedContent = lazyFragment((sql) =>
  sql`(
    r.snapshot || case when r.subject_type <> 'message' then '{}' else jsonb_build_object(
      'before', coalesce((
        select jsonb_agg(jsonb_build_object('messageId', x.message_id, 'username', u.username,
          'content', x.content, 'createdAt',
          to_char(x.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          order by x.position)
        from report_contexts x join users u on u.id = x.user_id
        where x.report_id = r.id), '[]')) end
  )`
);
