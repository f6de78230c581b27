import type { FailedEvent } from "../../domain/events/delivery.ts";
import type { RecordedEvent } from "../../domain/events/events.ts";
import { ALL_PARTS, type Parts } from "../../domain/events/parts.ts";
import type { Lane } from "../../domain/events/lanes.ts";
import { inHalves } from "../../lib/halves.ts";
import { applyClusterMessage, type InvalidationHandlers } from "../topics/cluster.ts";
import { clusterMessageOf, faultsOf } from "./cluster_message.ts";
import type { Effect } from "./effects.ts";
import { type Checkpoint, CHECKPOINT_KEPT_MS, checkpointKey, isEventFault } from "./checkpoint.ts";
import { CLUSTER_TOPIC, type ClusterMessage, storedMessage } from "../topics/cluster_message.ts";
import type { ActorSystem } from "../runtime/system.ts";
import { effectsOf, inUnits, type PreparedEvents } from "./units.ts";

interface Options {
  lane: Lane;
  /** The number of the KV store. */
  shard: number;
  kv: Deno.Kv;
  system: ActorSystem;
  handlers: InvalidationHandlers;
  /** The id of this process. */
  self: string;
}

/** The result of a delivery: the events that failed alone, and the checkpoint that it reached. */
export interface Applied {
  failed: FailedEvent[];
  checkpoint: Checkpoint;
}

/**
 * Applies events of a lane to KV exactly once. They are delivered batch after batch and deleted
 * with their batch, so only the newest batch can ever be delivered again. The checkpoint says how
 * far it was applied. Each commit checks and moves the checkpoint, so a second instance that
 * delivers the batch is fenced.
 */
export class Delivery {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Delivers a batch of this instance, or of the one in `origin`. With `isIsolating`, it finds and
   * returns the events that fail alone, and delivers the others.
   */
  async deliver(
    prepared: PreparedEvents,
    checkpoint: Checkpoint,
    { origin, isIsolating = false }: { origin: string; isIsolating?: boolean },
  ): Promise<Applied> {
    const { lane, shard, kv, handlers } = this.#options;
    const { events, deltas } = prepared;
    const key = checkpointKey({ lane, shard, origin });
    const names = events.map(({ id }) => appliedName(id, prepared.parts));
    const batch = new CheckpointedBatch(this.#options, key, names, checkpoint);
    const faults = isIsolating ? faultsOf(prepared) : new Map<RecordedEvent, unknown>();
    for (const unit of inUnits(effectsOf(prepared, batch.applied, faults))) {
      const messages: ClusterMessage[] = [];
      const send = async (effects: readonly Effect[]) =>
        void messages.push(await batch.send(effects));
      if (isIsolating) {
        const failed = await inHalves(unit, (error) => isEventFault(kv, shard, error), send);
        for (const { item, error } of failed) faults.set(item.recorded, error);
      } else {
        await send(unit);
      }
      for (const message of messages) applyClusterMessage(handlers, message, { isOwn: true });
    }
    const failed = Array.from(faults, ([recorded, error]) => ({
      recorded,
      deltas: deltas.filter(({ eventId }) => eventId === recorded.id),
      error,
    }));
    return { failed, checkpoint: batch.checkpoint };
  }
}

/** A batch that is being applied, and its progress. */
class CheckpointedBatch {
  readonly #options: Options;
  readonly #key: Deno.KvKey;
  readonly #names: readonly string[];
  /** How far KV has the batch. */
  checkpoint: Checkpoint;
  /** The number of events that are applied. They are applied in order. */
  applied: number;

  constructor(
    options: Options,
    key: Deno.KvKey,
    names: readonly string[],
    checkpoint: Checkpoint,
  ) {
    this.#options = options;
    this.#key = key;
    this.#names = names;
    this.checkpoint = checkpoint;
    this.applied = names.indexOf(checkpoint.applied.at(-1) ?? "") + 1;
  }

  /** Commits effects and moves the checkpoint. Returns the message to the other processes. */
  async send(effects: readonly Effect[]): Promise<ClusterMessage> {
    const { system, self } = this.#options;
    const message = clusterMessageOf(self, effects);
    const { recorded: { id } } = effects[0]!;
    const entry = { id, type: "news", at: Date.now(), ref: storedMessage(message) } as const;
    // Never move the checkpoint back: the effects may all be of events that were applied before.
    const reached = Math.max(this.applied, effects.at(-1)!.index + 1);
    // A commit of only a part of the first event leaves the checkpoint as it was.
    const applied = reached === 0 ? this.checkpoint.applied : [this.#names[reached - 1]!];
    const versionstamp = await system.send({
      envelopes: effects.flatMap((effect) => effect.envelopes),
      log: [...effects.flatMap((effect) => effect.log), { topic: CLUSTER_TOPIC, entry }],
      checks: [{
        key: this.#key,
        versionstamp: this.checkpoint.versionstamp,
        set: { value: applied, expireIn: CHECKPOINT_KEPT_MS },
      }],
    });
    this.checkpoint = { applied, versionstamp };
    this.applied = reached;
    return message;
  }
}

/**
 * Returns the name of an applied event in a checkpoint. An instance that gets more parts delivers
 * the same event again, to those parts.
 */
function appliedName(id: string, parts: Parts): string {
  return parts === ALL_PARTS ? id : `${id}:${parts}`;
}
