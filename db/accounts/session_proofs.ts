import type { SessionId } from "../../domain/ids.ts";
import { PROOF_MINUTES } from "../../domain/limits.ts";
import { one, type Sql } from "../sql.ts";

/** Records that the user of a session has proved who they are; returns when the proof expires. */
export async function proveSession(sql: Sql, sessionId: SessionId): Promise<Date> {
  const { provedUntil } = await one(sql<{ provedUntil: Date }[]>`
    update sessions set proved_at = now() where id = ${sessionId}
    returning proved_at + ${PROOF_MINUTES} * interval '1 minute' as proved_until`);
  return provedUntil;
}

/** Returns whether the user of a session has recently proved who they are. Signing in counts. */
export async function isFreshlyProved(sql: Sql, sessionId: SessionId): Promise<boolean> {
  const rows = await sql`
    select from sessions
    where id = ${sessionId} and proved_at > now() - ${PROOF_MINUTES} * interval '1 minute'`;
  return rows.length === 1;
}
