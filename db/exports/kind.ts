import type { UserId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/** One item of an export, as a JSON value, and its place in the list of its kind. */
export interface Exported {
  place: string;
  item: unknown;
}

/** Returns at most `limit` items of one kind of a user after a place, in order. */
export type ExportedKind = (
  sql: Sql,
  userId: UserId,
  after: string,
  limit: number,
) => Promise<Exported[]>;
