import type { Sql } from "../sql.ts";

/** One thing in an export, as a value of JSON, and its place in the list of its kind. */
export interface Exported {
  place: string;
  item: unknown;
}

/** The things of one kind that a user has after a place, in order, at most `limit`. */
export type ExportedKind = (
  sql: Sql,
  userId: string,
  after: string,
  limit: number,
) => Promise<Exported[]>;
