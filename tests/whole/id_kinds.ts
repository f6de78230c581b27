import { endSession, revokeOtherSessions } from "../../db/accounts/sessions.ts";
import { newId, type SessionId } from "../../domain/ids.ts";
import type { Tx } from "../../db/transact.ts";

/** `deno check` fails if ids of different kinds can change places. */
export function swappedIds(tx: Tx, userId: string, sessionId: SessionId) {
  const made: SessionId = newId();
  return [
    endSession(tx, userId, made),
    // @ts-expect-error The user and the session have changed places.
    endSession(tx, sessionId, userId),
    // @ts-expect-error It is the user who is no session.
    revokeOtherSessions(tx, userId, userId),
  ];
}
