import { BatchWriter } from "../../lib/batch_writer.ts";
import { isDeadlock, isDown, isUnreachable } from "../sql.ts";
import type { Db } from "../transact.ts";
import { changeReads, type ReadChange, type ReadResult } from "./reads.ts";

/** Writes places up to which people have read. The result is null for somebody without access. */
export type ReadWriter = BatchWriter<string, ReadChange, ReadResult | null>;

// A batch is one event and one commit to KV: its cluster message must stay under 64 KiB.
const BATCH_MAX = 200;
/** Fewer changes are not worth two statements. */
const HALVED_MIN = 16;

/** Opens the writer of reads: places that arrive together are written in one statement. */
export function openReadWriter(db: Db): ReadWriter {
  return new BatchWriter({
    write: (changes) => changeReads(db, changes),
    keyOf: ({ userId, conversationId }) => `${userId} ${conversationId}`,
    scopeOf(error) {
      if (isUnreachable(error)) return "service";
      return isDown(error) && !isDeadlock(error) ? "batch" : "value";
    },
    batchMax: BATCH_MAX,
    halvedMin: HALVED_MIN,
  });
}
