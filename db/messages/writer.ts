import { BatchWriter } from "../../lib/batch_writer.ts";
import { isDeadlock, isDown, isUnreachable } from "../sql.ts";
import type { Db } from "../transact.ts";
import type { NewMessage, Outcome } from "./new.ts";
import { sendMessages } from "./send.ts";

/** Writes messages that arrive together in one statement, in the order of their arrival. */
export type MessageWriter = BatchWriter<string, NewMessage, Outcome>;

// A batch is one event and one commit to KV: its cluster message must stay under 64 KiB.
const BATCH_MAX = 100;
/** Fewer messages are not worth two statements. */
const HALVED_MIN = 16;

/** Opens the writer of messages: each conversation has one order, however many write into it. */
export function openMessageWriter(db: Db): MessageWriter {
  return new BatchWriter({
    write: (messages) => sendMessages(db, messages),
    keyOf: ({ senderId, clientId }) => `${senderId} ${clientId}`,
    scopeOf(error) {
      if (isUnreachable(error)) return "service";
      return isDown(error) && !isDeadlock(error) ? "batch" : "value";
    },
    batchMax: BATCH_MAX,
    halvedMin: HALVED_MIN,
  });
}
