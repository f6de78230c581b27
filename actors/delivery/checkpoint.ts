import type { Lane } from "../../domain/events/lanes.ts";
import { FIRST_ID } from "../../domain/ids.ts";
import { Fenced } from "../runtime/system.ts";

/** The row of KV that says how far the newest batch of an instance was applied. */
export interface Checkpoint {
  /** Ids of events. The id of a fan-out is followed by its progress: `eventId:lastFollowerId`. */
  applied: readonly string[];
  versionstamp: string | null;
}

/** Returns the key of a row that is written to test whether a store takes commits. */
const probeKey = (shard: number): Deno.KvKey => ["delivered", "probe", "", shard];

/** The name of a checkpoint: the batches that it is about. */
export interface CheckpointName {
  lane: Lane;
  /** The number of the KV store. */
  shard: number;
  /** The instance that prepared them. {@link FIRST_ID} stands for all of the previous version. */
  origin: string;
}

/** A checkpoint is deleted when its instance has prepared nothing for so long. */
export const CHECKPOINT_KEPT_MS = 24 * 60 * 60 * 1000;

/** Returns the key of the row that each delivery of a batch checks and moves. */
export function checkpointKey({ lane, origin, shard }: CheckpointName): Deno.KvKey {
  return origin === FIRST_ID ? ["delivered", lane] : ["delivered", lane, origin, shard];
}

/**
 * Reads a checkpoint. It is read before a batch is found or prepared. If another instance takes the
 * batch over afterwards, its first commit moves the checkpoint, and the delivery here is fenced.
 */
export async function readCheckpoint(kv: Deno.Kv, name: CheckpointName): Promise<Checkpoint> {
  const { value, versionstamp } = await kv.get<string[]>(checkpointKey(name));
  return { applied: value ?? [], versionstamp };
}

/** Returns whether an event caused the error of a delivery: then the store takes other commits. */
export async function isEventFault(kv: Deno.Kv, shard: number, error: unknown): Promise<boolean> {
  if (error instanceof Fenced) return false;
  return await kv.atomic().set(probeKey(shard), Date.now()).commit().then(() => true, () => false);
}

/**
 * Returns the newest events that programs of the previous version have applied in a lane, and the
 * last follower whom each fan-out has reached. Late commits of such a program are refused.
 */
export async function endOldDelivery(
  kv: Deno.Kv,
  lane: Lane,
): Promise<Map<string, string | undefined>> {
  const name = { lane, shard: 0, origin: FIRST_ID };
  const { applied, versionstamp } = await readCheckpoint(kv, name);
  const key = checkpointKey(name);
  const { ok } = await kv.atomic().check({ key, versionstamp }).set(key, applied).commit();
  if (!ok) throw new Fenced("The previous version is delivering this lane");
  return new Map(applied.map((text) => text.split(":") as [string, string | undefined]));
}
