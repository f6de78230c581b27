import type { Sql } from "../sql.ts";

/** The suspension of a user (table alias `u`) as a JSON object, or null. */
export function suspensionOf(sql: Sql) {
  return sql`
    case when u.suspended_at is not null then (
      select jsonb_build_object('actionId', d.id, 'reason', coalesce(d.reason, ''),
        'until', floor(extract(epoch from u.suspended_until) * 1000))
      from (select u.suspension_id as id) s left join moderation_actions d on d.id = s.id
    ) end`;
}
