import { isoTime } from "./columns.ts";
import type { Exported, ExportedKind } from "./kind.ts";

/** The parts of an export about signing in, notification settings and moderation. */
export const EXPORTED_ACCOUNT_KINDS: Readonly<Record<string, ExportedKind>> = {
  // Without the keys that open the account.
  passkeys: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('passkeyId', id, 'name', name,
      'createdAt', ${isoTime(sql, "created_at")},
      'lastUsedAt', ${isoTime(sql, "last_used_at")}) as item
    from passkeys where user_id = ${userId} and id > ${after} order by id limit ${limit}`,

  api_tokens: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('tokenId', id, 'scopes', scopes,
      'createdAt', ${isoTime(sql, "created_at")}, 'expiresAt', ${isoTime(sql, "expires_at")},
      'revokedAt', ${isoTime(sql, "revoked_at")}) as item
    from api_tokens where user_id = ${userId} and id > ${after} order by id limit ${limit}`,

  notification_preferences: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select user_id as place, jsonb_build_object('channels', channels,
      'quietFrom', quiet_from, 'quietUntil', quiet_until, 'timeZone', time_zone) as item
    from notification_preferences
    where user_id = ${userId} and user_id > ${after} limit ${limit}`,

  // Without the snapshot, which belongs to somebody else.
  reports: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('reportId', id, 'subjectType', subject_type,
      'subjectId', subject_id, 'reason', reason, 'note', note, 'status', status,
      'createdAt', ${isoTime(sql, "created_at")},
      'resolvedAt', ${isoTime(sql, "resolved_at")}) as item
    from moderation_reports
    where reporter_id = ${userId} and id > ${after} order by id limit ${limit}`,

  // Without the moderator who decided it.
  moderation: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('actionId', id, 'action', action,
      'subjectType', subject_type, 'subjectId', subject_id, 'reason', reason,
      'until', ${isoTime(sql, "until")}, 'createdAt', ${isoTime(sql, "created_at")}) as item
    from moderation_actions
    where person_id = ${userId} and subject_type in ('user', 'post', 'comment')
      and action not like 'report.%' and action not like 'appeal.%' and id > ${after}
    order by id limit ${limit}`,

  appeals: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('appealId', id, 'actionId', action_id,
      'message', message, 'status', status, 'answer', answer,
      'createdAt', ${isoTime(sql, "created_at")},
      'resolvedAt', ${isoTime(sql, "resolved_at")}) as item
    from moderation_appeals
    where person_id = ${userId} and id > ${after} order by id limit ${limit}`,
};
