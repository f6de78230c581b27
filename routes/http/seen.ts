import type { Context as HonoContext } from "hono";
import type { Context } from "../../context/mod.ts";
import type { Db } from "../../db/transact.ts";
import type { Env } from "./endpoint.ts";

/** The header with the last write of a client: in responses to writes, and in later requests. */
export const SEEN_HEADER = "X-Tintype-Seen";

/** Is told the number of each transaction of a request or a frame that recorded an event. */
export type Wrote = (xid: number) => void;

/** Returns what stores the number of the last write of a request. */
export function writesOf(http: HonoContext<Env>): Wrote {
  return (xid) => http.set("writtenXid", xid);
}

/** Returns the same writers' database, whose transactions are told to `wrote`. */
export function reportedDb(db: Db, wrote: Wrote): Db {
  return {
    ...db,
    committed(events, xid) {
      db.committed(events, xid);
      if (xid !== null) wrote(xid);
    },
  };
}

/** Adds the last write of the request to the headers of its response. */
export function setSeenHeader(
  { seenWrites }: Context,
  http: HonoContext<Env>,
  headers: Headers,
): void {
  const xid = http.get("writtenXid");
  if (xid !== undefined) headers.set(SEEN_HEADER, seenWrites.tokenOf(xid));
}
