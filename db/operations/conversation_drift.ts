import type { Drift } from "../../domain/operations/invariants.ts";
import type { Sql } from "../sql.ts";

/** Finds wrong numbers of messages and members, and groups that do not have exactly one owner. */
export async function findConversationDrift(sql: Sql, ids: readonly string[]): Promise<Drift[]> {
  return await sql<Drift[]>`
    select w.what, c.id, w.kept, w.real
    from conversations c
    cross join lateral (
      select count(*)::int as count, coalesce(max(seq), 0) as last
      from messages g where g.conversation_id = c.id
    ) g
    cross join lateral (
      select count(*)::int as count, count(*) filter (where m.role = 'owner')::int as owners,
        count(*) filter (where m.role = 'owner' and m.user_id = c.owner_id)::int as owned
      from conversation_members m where m.conversation_id = c.id
    ) m
    cross join lateral (values
      ('conversation.lastSeq', c.last_seq, g.last, true),
      ('conversation.messages', c.last_seq, g.count, true),
      ('conversation.membersCount', c.members_count, m.count, c.kind = 'group'),
      ('conversation.owners', 1, m.owners, c.kind = 'group'),
      ('conversation.owner', 1, m.owned, c.kind = 'group')
    ) as w (what, kept, real, is_due)
    where c.id = any(${ids}::uuid[]) and c.deleted_at is null and w.is_due and w.kept <> w.real`;
}
