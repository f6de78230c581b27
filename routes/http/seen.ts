import type { Context as HonoContext } from "hono";
import type { Context } from "../../context/mod.ts";
import type { Db } from "../../db/transact.ts";
import type { Env } from "./endpoint.ts";

/** The header with the last write of a client: in responses to writes, and in later requests. */
export const SEEN_HEADER = "X-Tintype-Seen";

/** Returns the same writers' database, whose transactions are named in the response. */
export function reportedDb(db: Db, http: HonoContext<Env>): Db {
  return {
    ...db,
    committed(events, xid) {
      db.committed(events, xid);
      if (xid !== null) http.set("writtenXid", xid);
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
