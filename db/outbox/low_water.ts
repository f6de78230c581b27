import type { Lane } from "../../domain/events/lanes.ts";
import { ALL_PARTS, NO_PARTS, type Parts } from "../../domain/events/parts.ts";
import { one, type Sql } from "../sql.ts";
import { listOldest, type Waiting } from "./rows.ts";

const MEASURE_MS = 1000;
/** After this time all rows are read again: those of old lanes keep their numbers. */
const KEPT_MS = 10_000;

/** The outbox at one moment. */
interface Level {
  /** The highest number of a visible event. */
  seq: bigint;
  /** The first transaction that had not begun. */
  next: bigint;
  /** The oldest transaction that had not ended. */
  oldest: bigint;
  /** Milliseconds on the monotonic clock. */
  at: number;
}

/**
 * Reads the events of some parts of a lane. It remembers up to which number all events are others',
 * because passing over 100,000 of them takes longer than a delivery. An event may become visible
 * after those with higher numbers. So the mark moves only to events that were visible before each
 * transaction of now began.
 */
export class LowWaterMark {
  readonly #lane: Lane;
  readonly #measureMs: number;
  #parts = NO_PARTS;
  #seq = 0n;
  #madeAt = 0;
  #level: Level | null = null;

  constructor(lane: Lane, { measureMs = MEASURE_MS } = {}) {
    this.#lane = lane;
    this.#measureMs = measureMs;
  }

  /** Begins from the first event again, for example after a transaction that may have failed. */
  forget(): void {
    this.#parts = NO_PARTS;
  }

  /** Lists the events that have waited longest for these parts. */
  async list(sql: Sql, parts: Parts, limit: number): Promise<Waiting> {
    // Then no event is another instance's.
    if (parts === ALL_PARTS) return await listOldest(sql, this.#lane, parts, limit);
    const at = performance.now();
    if (parts !== this.#parts || at - this.#madeAt > KEPT_MS) {
      this.#parts = parts;
      this.#seq = 0n;
      this.#madeAt = at;
    }
    const before = this.#level;
    const isDue = before === null || at - before.at >= this.#measureMs;
    if (isDue) this.#level = { ...await measure(sql), at };
    const waiting = await listOldest(sql, this.#lane, parts, limit, this.#seq);
    if (isDue && before !== null && this.#level!.oldest >= before.next) {
      const first = waiting.rows[0];
      const isBelow = first !== undefined && BigInt(first.seq) <= before.seq;
      const seq = isBelow ? BigInt(first.seq) - 1n : before.seq;
      if (seq > this.#seq) this.#seq = seq;
    }
    return waiting;
  }
}

async function measure(sql: Sql): Promise<Omit<Level, "at">> {
  const { seq, next, oldest } = await one(sql<{ seq: string; next: string; oldest: string }[]>`
    select coalesce((select max(seq) from outbox), 0)::text as seq,
      pg_snapshot_xmax(pg_current_snapshot())::text as next,
      pg_snapshot_xmin(pg_current_snapshot())::text as oldest`);
  return { seq: BigInt(seq), next: BigInt(next), oldest: BigInt(oldest) };
}
