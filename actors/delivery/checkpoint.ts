import type { Lane } from "../../domain/events/lanes.ts";
import { Fenced } from "../runtime/system.ts";

/** How far a lane's newest batch was applied, as a row of KV says it. */
export interface Checkpoint {
  /** Ids of events, each perhaps with how far it was applied. */
  applied: readonly string[];
  versionstamp: string | null;
}

/** A row that is written to see whether KV takes commits. */
const PROBE: Deno.KvKey = ["delivered", "probe"];

/** Returns the key of the row that each delivery of a lane checks and moves. */
export const checkpointKey = (lane: Lane): Deno.KvKey => ["delivered", lane];

/**
 * Reads how far a lane's newest batch was applied. It is read before the transaction that delivers
 * finds its events: what another process applies after that fences the delivery.
 */
export async function readCheckpoint(kv: Deno.Kv, lane: Lane): Promise<Checkpoint> {
  const { value, versionstamp } = await kv.get<string[]>(checkpointKey(lane));
  return { applied: value ?? [], versionstamp };
}

/** Whether an error of a delivery is the fault of an event: KV takes other commits. */
export async function isEventFault(kv: Deno.Kv, error: unknown): Promise<boolean> {
  if (error instanceof Fenced) return false;
  return await kv.atomic().set(PROBE, Date.now()).commit().then(() => true, () => false);
}
