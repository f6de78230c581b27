import { openReadWriter, type ReadWriter } from "../db/conversations/read_writer.ts";
import { type LikeWriter, openLikeWriter } from "../db/engagement/like_writer.ts";
import { type MessageWriter, openMessageWriter } from "../db/messages/writer.ts";
import type { Db } from "../db/transact.ts";
import type { Pools } from "./pools.ts";

/** The writers of what arrives so often that it is written in batches. */
export interface Writers {
  readonly likes: LikeWriter;
  readonly messages: MessageWriter;
  readonly reads: ReadWriter;
}

/** Opens the writers. */
export function openWriters(db: Db, pools: Pick<Pools, "likes" | "messages">): Writers {
  return {
    likes: openLikeWriter({ ...db, sql: pools.likes }),
    messages: openMessageWriter({ ...db, sql: pools.messages }),
    reads: openReadWriter(db),
  };
}
