import { parseSnapshot, type Snapshot } from "../../domain/events/snapshots.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import { one, type Sql } from "../sql.ts";

/** The invalidations of transactions that a reader had not seen before. */
export interface ReadInvalidations {
  /** The transactions that it has seen now. */
  snapshot: Snapshot;
  /**
   * Changes when the server has started or has recovered from a crash. Then numbers of transactions
   * that it has lost may be given to others.
   */
  serverLife: string;
  /** Rows of transactions below this number may be missing. */
  deletedBelow: number;
  /** Null if there are more than the reader wants. */
  rows: InvalidationRow[] | null;
}

/** The invalidations of one transaction, and its counters of posts. */
export interface InvalidationRow {
  entries: string;
  counters: Counters[] | null;
}

type ReadRow = Pick<ReadInvalidations, "serverLife" | "rows"> & {
  snapshot: string;
  deletedBelow: string;
};

/** No transaction has this number. */
const LAST_XID = "18446744073709551615";

/**
 * Reads the invalidations that others than `writer` have committed since the last snapshot. A
 * transaction that was open then is found when it has ended, however long that takes.
 */
export async function readInvalidations(
  sql: Sql,
  seen: Snapshot | null,
  { writer, limit }: { writer: string; limit: number },
): Promise<ReadInvalidations> {
  const after = seen === null ? LAST_XID : String(seen.xmax);
  const running = `{${seen?.running.join(",") ?? ""}}`;
  const row = await one(sql<ReadRow[]>`
    with unseen as (
      (select writer, entries, counters from invalidations
        where xid >= ${after}::text::xid8 order by xid limit ${limit + 1})
      union all
      select writer, entries, counters from invalidations
      where xid = any(${running}::text::xid8[])
    )
    select pg_current_snapshot()::text as snapshot,
      format('%s %s', pg_postmaster_start_time(), pg_stat_get_bgwriter_stat_reset_time())
        as server_life,
      coalesce((select deleted_below from invalidation_horizon), '0')::text as deleted_below,
      case when (select count(*) from unseen) <= ${limit} then (
        select coalesce(json_agg(json_build_object('entries', entries, 'counters', counters)), '[]')
        from unseen where writer <> ${writer}
      ) end as rows`);
  return {
    ...row,
    snapshot: parseSnapshot(row.snapshot),
    deletedBelow: Number(row.deletedBelow),
  };
}

/** Allows the deletion of invalidations that every living instance has had time to read. */
export async function moveInvalidationHorizon(sql: Sql, keptSeconds: number): Promise<void> {
  await sql`
    insert into invalidation_horizon as h (deleted_below, next_below)
    values ('0', pg_snapshot_xmin(pg_current_snapshot()))
    on conflict (is_only) do update
    set deleted_below = h.next_below, next_below = excluded.next_below, moved_at = now()
    where h.moved_at < now() - ${keptSeconds} * interval '1 second'`;
}

/** Deletes some invalidations below the horizon, the oldest first; returns how many. */
export async function deleteInvalidations(sql: Sql, limit: number): Promise<number> {
  const { count } = await sql`
    delete from invalidations where ctid = any(array(
      select ctid from invalidations
      where xid < (select deleted_below from invalidation_horizon)
      order by xid limit ${limit}))`;
  return count;
}
