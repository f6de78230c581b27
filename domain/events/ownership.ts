import type { Lane } from "./lanes.ts";
import type { Parts } from "./parts.ts";

/** The parts that an instance may deliver. They change while instances come and go. */
export interface Ownership {
  /** The instance. It takes another id when the others have thought it dead. */
  readonly id: string;
  /** How many times parts were taken over. */
  readonly takeovers: number;
  /** Returns the parts of a lane that it delivers to one KV store. */
  parts(lane: Lane, shard: number): Parts;
  /** Begins to deliver parts that were taken over: the batches of their last owner are finished. */
  activate(lane: Lane, shard: number): void;
  /** Whether parts were taken over, and perhaps a batch with them. */
  isAdopting(lane: Lane, shard: number): boolean;
  /** Whether parts come or go: then no batch is prepared before the last one has ended. */
  isMoving(lane: Lane, shard: number): boolean;
  /** Gives up the parts that another instance should deliver, by `release`, if there are any. */
  giveUp(lane: Lane, shard: number, release: (parts: Parts) => Promise<void>): Promise<void>;
  /** Called when another instance has taken over what this one was delivering. */
  lost(): void;
}
