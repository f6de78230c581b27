import type { Lane } from "../../domain/events/lanes.ts";
import { one, type Sql, type SqlPool } from "../sql.ts";

const LANE_LOCK: Record<Lane, number> = { main: 7_184_220_010, fan_out: 7_184_220_011 };

/** The result if another process holds the lane. */
export const BUSY = { state: "busy" } as const;

/**
 * Runs a transaction while no other process delivers the lane, or returns `BUSY` if one does. The
 * checkpoint is read before the events, so that a later change of it makes the delivery fail.
 */
export function withLaneLock<C, T>(
  pool: SqlPool,
  lane: Lane,
  readCheckpoint: () => Promise<C>,
  run: (sql: Sql, checkpoint: C) => Promise<T>,
): Promise<T | typeof BUSY> {
  return pool.begin(async (sql) => {
    const locking = one(sql<{ taken: boolean }[]>`
      select pg_try_advisory_xact_lock(${LANE_LOCK[lane]}) as taken`);
    const [{ taken }, checkpoint] = await Promise.all([locking, readCheckpoint()]);
    return taken ? await run(sql, checkpoint) : BUSY;
  }) as Promise<T | typeof BUSY>;
}

/** For transactions that deliver nothing. */
export const noCheckpoint = () => Promise.resolve();

/** Runs `read` while no event of the main lane is half delivered. */
export function betweenDeliveries<T>(pool: SqlPool, read: (sql: Sql) => Promise<T>): Promise<T> {
  return pool.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock_shared(${LANE_LOCK.main})`;
    return await read(sql);
  }) as Promise<T>;
}
