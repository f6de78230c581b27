import { BatchWriter } from "../../lib/batch_writer.ts";
import { isDeadlock, isDown, isUnreachable } from "../sql.ts";
import type { Db } from "../transact.ts";
import { type Changed, changeLikes, type LikeChange } from "./likes.ts";

/** Writes likes that arrive together in one statement. The result is null for a hidden post. */
export type LikeWriter = BatchWriter<string, LikeChange, Changed | null>;

// A batch is one event and one commit to KV: its cluster message must stay under 64 KiB.
const BATCH_MAX = 200;
/** Fewer changes are not worth two statements. */
const HALVED_MIN = 16;

/** Opens the writer of likes: a hot post costs a transaction every few milliseconds. */
export function openLikeWriter(db: Db): LikeWriter {
  return new BatchWriter({
    write: (changes) => changeLikes(db, changes),
    keyOf: ({ postId, userId }) => `${postId} ${userId}`,
    scopeOf(error) {
      if (isUnreachable(error)) return "service";
      return isDown(error) && !isDeadlock(error) ? "batch" : "value";
    },
    batchMax: BATCH_MAX,
    halvedMin: HALVED_MIN,
  });
}
