import type postgres from "postgres";
import type { UserId } from "../../domain/ids.ts";
import { DEVICE_KNOWN_DAYS, IDEMPOTENCY_HOURS, UNDONE_REPOST_HOURS } from "../../domain/limits.ts";
import type { Sql } from "../sql.ts";

/** Rows of a table that are deleted some days after a time that they hold. */
export interface ExpiringRows {
  table: string;
  /** The columns of the primary key, if that is not `id`. */
  key?: readonly string[];
  /** The column of the time. */
  time: string;
  days: number;
  /** A condition without which rows stay. */
  where?(sql: Sql): postgres.Fragment;
}

/** The rows that expire, by the name of their count. */
export const EXPIRING_ROWS: Readonly<Record<string, ExpiringRows>> = {
  keys: {
    table: "idempotency_keys",
    key: ["scope", "key_hash"],
    time: "created_at",
    days: IDEMPOTENCY_HOURS / 24,
  },
  sessions: { table: "sessions", time: "expires_at", days: DEVICE_KNOWN_DAYS },
  apiTokens: { table: "api_tokens", time: "expires_at", days: 0 },
  // The files are deleted after a day; the rows record the requests.
  exports: {
    table: "exports",
    time: "created_at",
    days: 30,
    where: (sql) => sql`status <> 'waiting'`,
  },
  oauthFlows: { table: "oauth_flows", key: ["state_hash"], time: "expires_at", days: 0 },
  identityProofs: { table: "identity_proofs", key: ["hash"], time: "expires_at", days: 0 },
  undoneReposts: { table: "undone_reposts", time: "undone_at", days: UNDONE_REPOST_HOURS / 24 },
  runs: { table: "job_runs", time: "finished_at", days: 30 },
  mails: {
    table: "mails",
    time: "created_at",
    days: 7,
    where: (sql) => sql`(sent_at is not null or given_up_at is not null)`,
  },
  codes: {
    table: "security_codes",
    key: ["subject", "purpose", "asker"],
    time: "expires_at",
    days: 0,
  },
  budgets: {
    table: "code_budgets",
    key: ["subject", "kind"],
    time: "last_spent_at",
    days: 1,
  },
};

/** Deletes some expired rows, the oldest first; returns how many. It passes over locked rows. */
export async function deleteExpiredRows(
  sql: Sql,
  { table, key = ["id"], time, days, where }: ExpiringRows,
  limit: number,
): Promise<number> {
  const { count } = await sql`
    delete from ${sql(table)}
    where (${sql(key)}) in (
      select ${sql(key)} from ${sql(table)}
      where ${sql(time)} < now() - ${days} * interval '1 day' and ${where?.(sql) ?? sql`true`}
      order by ${sql(time)} limit ${limit}
      for update skip locked
    )`;
  return count;
}

/** Closes some notifications that have gathered people for long enough; returns how many. */
export async function closeNotificationGroups(
  sql: Sql,
  hours: number,
  limit: number,
): Promise<number> {
  const { count } = await sql`
    update notifications set is_open = false
    where id in (
      select id from notifications
      where is_open and created_at < now() - ${hours} * interval '1 hour'
      order by created_at limit ${limit}
      for update skip locked
    )`;
  return count;
}

/** Deletes some notifications that were read, the oldest first; returns their ids and users. */
export async function deleteReadNotifications(
  sql: Sql,
  days: number,
  limit: number,
): Promise<{ id: string; userId: UserId }[]> {
  return await sql<{ id: string; userId: UserId }[]>`
    delete from notifications
    where id in (
      select id from notifications
      where read_at < now() - ${days} * interval '1 day'
        and created_at < now() - ${days} * interval '1 day'
      order by id limit ${limit}
      for update skip locked
    )
    returning id, user_id`;
}
