import type { Parts } from "../../domain/events/parts.ts";
import { delay } from "../../lib/delay.ts";
import { one, type Sql } from "../sql.ts";
import { listBatches } from "./batches.ts";

const LOOK_MS = 5;
const WAIT_MS_MAX = 1000;
/** Another instance may be slow, or cut off. */
const EMPTY_MS_MAX = 30_000;

/**
 * Resolves when no batch of the main lane that was prepared before the call is being delivered to
 * these parts, or after a second. Batches of later know what the caller has committed before.
 */
export async function onceDelivered(sql: Sql, parts: Parts): Promise<void> {
  const endsAt = performance.now() + WAIT_MS_MAX;
  const before = await listBatches(sql, "main", parts);
  for (let left = before; left.length > 0 && performance.now() < endsAt;) {
    await delay(LOOK_MS);
    const now = await listBatches(sql, "main", parts);
    left = before.filter((name) => now.includes(name));
  }
}

/**
 * Resolves when all events that are in the outbox now are delivered, after 30 s, or at `stop`. A
 * second round waits for the pieces of fan-outs.
 */
export async function onceEmptied(sql: Sql, stop: AbortSignal): Promise<void> {
  const endsAt = performance.now() + EMPTY_MS_MAX;
  for (let rounds = 0; rounds < 2; rounds++) {
    const { last } = await one(sql<{ last: string | null }[]>`
      select max(seq) as last from outbox`);
    if (last === null) return;
    await onceDeliveredUpTo(sql, last, endsAt, stop);
  }
}

async function onceDeliveredUpTo(sql: Sql, last: string, endsAt: number, stop: AbortSignal) {
  for (let ms = LOOK_MS; performance.now() < endsAt && !stop.aborted; ms = Math.min(2 * ms, 100)) {
    const waiting = await sql`select from outbox where seq <= ${last}::bigint limit 1`;
    if (waiting.count === 0) return;
    await delay(ms, stop);
  }
}
