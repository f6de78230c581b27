import { EXPORTS_A_DAY_MAX } from "../../domain/limits.ts";
import { newId, type UserId } from "../../domain/ids.ts";
import { RateLimited } from "../../lib/errors.ts";
import { lockUsers } from "../locks.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** An export as its user sees it. */
export interface Export {
  id: string;
  status: "waiting" | "ready" | "failed";
  objectKey: string | null;
  bytes: number | null;
  createdAt: Date;
  expiresAt: Date | null;
  isExpired: boolean;
}

/** Requests an export. Returns the waiting one if there is one. */
export async function requestExport({ sql, wake }: Tx, userId: UserId): Promise<Export> {
  await lockUsers(sql, [userId]);
  const [waiting] = await sql<Export[]>`
    select ${columns(sql)} from exports where user_id = ${userId} and status = 'waiting'`;
  if (waiting) return waiting;
  const { count, wait } = await one(sql<{ count: number; wait: number }[]>`
    select count(*)::int,
      ceil(extract(epoch from min(created_at) + interval '1 day' - now()))::int as wait
    from exports where user_id = ${userId} and created_at > now() - interval '1 day'`);
  if (count >= EXPORTS_A_DAY_MAX) {
    const message = `You can request ${EXPORTS_A_DAY_MAX} exports a day. Try again later.`;
    throw new RateLimited(wait * 1000, message);
  }
  wake("exports");
  return await one(sql<Export[]>`
    insert into exports (id, user_id) values (${newId()}, ${userId}) returning ${columns(sql)}`);
}

/** Finds an export of this user. */
export async function findExport(sql: Sql, id: string, userId: UserId): Promise<Export | null> {
  const [row] = await sql<Export[]>`
    select ${columns(sql)} from exports where id = ${id} and user_id = ${userId}`;
  return row ?? null;
}

function columns(sql: Sql) {
  return sql`
    id, status, object_key, bytes::float, created_at, expires_at,
    coalesce(expires_at <= now(), false) as is_expired`;
}
