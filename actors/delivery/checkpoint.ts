import type { Lane } from "../../domain/events/lanes.ts";
import { Fenced } from "../runtime/system.ts";

/** The row of KV that says how far a lane's newest batch was applied. */
export interface Checkpoint {
  /** Ids of events. The id of a fan-out is followed by its progress: `eventId:lastFollowerId`. */
  applied: readonly string[];
  versionstamp: string | null;
}

/** A row that is written to test whether KV takes commits. */
const PROBE: Deno.KvKey = ["delivered", "probe"];

/** Returns the key of the row that each delivery of a lane checks and moves. */
export const checkpointKey = (lane: Lane): Deno.KvKey => ["delivered", lane];

/**
 * Reads the checkpoint of a lane. It is read before the transaction of the delivery finds its
 * events. If another process advances it afterwards, the delivery is fenced.
 */
export async function readCheckpoint(kv: Deno.Kv, lane: Lane): Promise<Checkpoint> {
  const { value, versionstamp } = await kv.get<string[]>(checkpointKey(lane));
  return { applied: value ?? [], versionstamp };
}

/** Returns whether an event caused the error of a delivery: then KV takes other commits. */
export async function isEventFault(kv: Deno.Kv, error: unknown): Promise<boolean> {
  if (error instanceof Fenced) return false;
  return await kv.atomic().set(PROBE, Date.now()).commit().then(() => true, () => false);
}
