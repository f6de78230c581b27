import { endSession } from "../../db/accounts/sessions.ts";
import { deleteMedia } from "../../db/media/media.ts";
import { type MediaId, newId, type SessionId } from "../../domain/ids.ts";
import type { Tx } from "../../db/transact.ts";

/** `deno check` fails if ids of two kinds can be swapped. */
export function swappedIds(tx: Tx, userId: string, sessionId: SessionId, mediaId: MediaId) {
  return [
    endSession(tx, userId, newId()),
    // @ts-expect-error The session comes second.
    endSession(tx, sessionId, userId),
    // @ts-expect-error A picture is no session.
    endSession(tx, userId, mediaId),
    // @ts-expect-error The picture comes first.
    deleteMedia(tx, userId, mediaId),
  ];
}
