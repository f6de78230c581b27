import type { ConversationId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/**
 * Returns the time of the newest message of each conversation at or before a moment; null if there
 * is none. Numbers have no gaps, and times grow with them. Each step halves the messages that it may
 * be, so the number of newer messages does not matter.
 */
export async function findLastTimesAsOf(
  sql: Sql,
  ids: readonly ConversationId[],
  asOf: Date,
): Promise<Map<ConversationId, Date | null>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<{ id: ConversationId; at: Date | null }[]>`
    with recursive search (id, low, high) as (
      select c.id, 0, c.last_seq from conversations c where c.id = any(${ids}::uuid[])
      union all
      select s.id,
        case when g.created_at <= ${asOf} then s.middle else s.low end,
        case when g.created_at <= ${asOf} then s.high else s.middle - 1 end
      from (
        select id, low, high, (low + high + 1) / 2 as middle from search where low < high
      ) as s
      join messages g on g.conversation_id = s.id and g.seq = s.middle
    )
    select s.id, g.created_at as at
    from search s left join messages g on g.conversation_id = s.id and g.seq = s.low
    where s.low = s.high`;
  return new Map(rows.map(({ id, at }) => [id, at]));
}
