import type { SessionId, UserId } from "../../domain/ids.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import type { Sql } from "../sql.ts";

const SESSIONS_LOOKED_AT_MAX = 200;

/** An earlier session that may have been used from the same device. */
export interface EarlierSession {
  sessionId: SessionId;
  ip: string;
  /** Whether the device has presented a refresh token of the session. */
  isProven: boolean;
}

/**
 * The sessions of a user that were used in the last `days` days, including ended ones. They have
 * the device's user agent, or its refresh token was issued to them. An unknown user has none.
 */
export async function listEarlierSessions(
  sql: Sql,
  userId: UserId | null,
  device: { userAgent: string; refreshToken: string },
  days: number,
): Promise<EarlierSession[]> {
  return await sql<EarlierSession[]>`
    select s.id as session_id, s.ip, t.hash is not null as is_proven
    from sessions s
    left join refresh_tokens t
      on t.hash = ${sha256(device.refreshToken)} and t.session_id = s.id
    where s.user_id = ${userId} and s.last_used_at > now() - ${days} * interval '1 day'
      and (s.user_agent = ${device.userAgent} or t.hash is not null)
    order by t.hash is not null desc, s.id desc limit ${SESSIONS_LOOKED_AT_MAX}`;
}
