import type { Lane } from "../../domain/events/lanes.ts";

/** What of a lane's newest batch was applied, as a row of KV says it. */
export interface Checkpoint {
  applied: readonly string[];
  versionstamp: string | null;
}

/** The row that each delivery of a lane checks and moves. */
export const checkpointKey = (lane: Lane): Deno.KvKey => ["delivered", lane];
