import type { Lane } from "../../domain/events/lanes.ts";
import { DELIVERY_TRIES_MAX } from "../../domain/limits.ts";
import { showsLoad } from "../../domain/events/load.ts";
import type { Apart, Delivering } from "./delivering.ts";
import { type FailedEvent, parkOldest, parkTaken } from "./failed_events.ts";
import {
  type Batch,
  claimBatch,
  noCheckpoint,
  oldest,
  type OutboxRow,
  prepareBatch,
  readBegun,
  withLaneLock,
} from "./rows.ts";
import { isTooSlow, type Sql, type SqlPool } from "../sql.ts";
import { insertEvents, recordedEvent } from "../transact.ts";

const raise = ({ error }: FailedEvent): never => {
  throw error;
};

/**
 * Delivers some of the oldest events of a lane. Returns how many; "many" if they were all that
 * waited and told of so many doings that the next are worth gathering; null if another process
 * delivers the lane. After ten failed tries, the event that fails alone is found and parked.
 */
export type TakeEvents = (triesBefore?: number) => Promise<number | "many" | null>;

/**
 * A lane of the outbox, as one process empties it. Events are deleted in the transaction that
 * delivers them; what has to be prepared is committed before, mostly with the delivery before. One
 * process delivers a lane at a time. After a crash the same batch is delivered again.
 */
export function openOutboxLane<D, M>(
  pool: SqlPool,
  lane: Lane,
  limit: number,
  delivering: Delivering<D, M>,
): TakeEvents {
  const { prepare, readCheckpoint, deliver, isFault, rest, parked } = delivering;
  let tried: OutboxRow | null = null;
  const read = async (sql: Sql, size: number) => {
    const rows = await oldest(sql, lane, size);
    tried = rows[0] ?? null;
    return rows;
  };
  /** Takes fewer after each fault, and parks the event that fails alone: that is taken, too. */
  const inParts = async <T>(tries: number, take: (size: number) => Promise<T>) => {
    for (let size = limit;; size = Math.floor(size / 2)) {
      tried = null;
      try {
        return await take(size);
      } catch (error) {
        const isSlow = isTooSlow(error);
        if (tried === null || !(isSlow || await isFault(error))) throw error;
        if (size > 1) continue;
        // It may be Postgres that is slow: nothing is parked for that.
        if (isSlow) throw error;
        await park(tried, error, tries);
        return "parked" as const;
      }
    }
  };
  const park = (row: OutboxRow, error: unknown, tries: number) =>
    withLaneLock(pool, lane, readCheckpoint, async (sql, checkpoint) => {
      const isParked = await parkOldest(sql, row, { event: rest(row, checkpoint), error, tries });
      if (isParked) parked(row.id, error);
    });

  if (prepare === null) {
    const take = (size: number, apart: Apart = null) =>
      withLaneLock(pool, lane, readCheckpoint, async (sql, checkpoint) => {
        const rows = await read(sql, size);
        if (rows.length === 0) return 0;
        const more = await deliver(sql, rows.map(recordedEvent), null, checkpoint, apart);
        await sql`delete from outbox where seq = any(${rows.map((row) => row.seq)}::bigint[])`;
        if (more.length > 0) await insertEvents(sql, more);
        return rows.length;
      });
    return async (tries = 0) => {
      if (tries < DELIVERY_TRIES_MAX) return await take(limit);
      const taken = await inParts(tries, (size) => take(size, raise));
      return taken === "parked" ? 1 : taken;
    };
  }

  const prepareNext = async (sql: Sql, size = limit): Promise<Batch<D> | null> => {
    const waiting = await read(sql, size);
    return waiting.length === 0 ? null : await prepareBatch(sql, lane, waiting, size, prepare);
  };
  const begin = (size: number) =>
    withLaneLock(pool, lane, noCheckpoint, async (sql) => ({
      batch: await readBegun<D>(sql, lane) ?? await prepareNext(sql, size),
    }));
  let prefetched: Batch<D> | null = null;
  let mayPrepareAhead = true;
  return async (tries = 0) => {
    const isApart = tries >= DELIVERY_TRIES_MAX;
    const begun = prefetched
      ? { batch: prefetched }
      : isApart
      ? await inParts(tries, begin)
      : await begin(limit);
    if (begun === "parked") return 1;
    if (begun === null) return null;
    const { batch } = begun;
    if (batch === null) return 0;
    // What was read before this call may lack what its caller was woken for: no time to rest.
    const isFresh = prefetched === null;
    const isFirstTry = mayPrepareAhead;
    prefetched = null;
    // If this fails, it may be what comes next that cannot be prepared: this is to end alone then.
    mayPrepareAhead = false;
    const failed: FailedEvent[] = [];
    const done = await withLaneLock(pool, lane, readCheckpoint, async (sql, checkpoint) => {
      if (!await claimBatch(sql, lane, batch)) return null;
      const events = batch.rows.map(recordedEvent);
      const apart: Apart = isApart ? (one) => void failed.push(one) : null;
      const more = await deliver(sql, events, batch.deltas, checkpoint, apart);
      await parkTaken(sql, lane, failed, tries);
      if (more.length > 0) await insertEvents(sql, more);
      // While more waits, a rest would let it grow.
      const isLoaded = batch.isAll && showsLoad(events);
      const next = isFirstTry && !isLoaded && !isApart ? await prepareNext(sql) : null;
      return { taken: isLoaded && isFresh ? "many" as const : events.length, next };
    });
    for (const { recorded, error } of failed) parked(recorded.id, error);
    mayPrepareAhead = true;
    prefetched = done?.next ?? null;
    return done?.taken ?? null;
  };
}
