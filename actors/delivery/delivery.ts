import type { FailedEvent } from "../../domain/events/delivery.ts";
import type { RecordedEvent } from "../../domain/events/events.ts";
import type { Lane } from "../../domain/events/lanes.ts";
import type { InboxDelta } from "../../domain/notifications/inbox.ts";
import { inHalves } from "../../lib/halves.ts";
import { applyClusterMessage, type InvalidationHandlers } from "../topics/cluster.ts";
import { clusterMessageOf, faultsOf } from "./cluster_message.ts";
import type { Effect } from "./effects.ts";
import { type Checkpoint, checkpointKey, isEventFault } from "./checkpoint.ts";
import { CLUSTER_TOPIC, type ClusterMessage, storedMessage } from "../topics/cluster_message.ts";
import type { ActorSystem } from "../runtime/system.ts";
import { effectsOf, inUnits } from "./units.ts";

interface Options {
  lane: Lane;
  kv: Deno.Kv;
  system: ActorSystem;
  handlers: InvalidationHandlers;
  /** The id of this process. */
  self: string;
}

/**
 * Applies events of a lane to KV exactly once. They are delivered batch after batch and deleted
 * with their batch, so only the newest batch can ever be delivered again. The checkpoint says how
 * far it was applied. Each commit checks and moves the checkpoint, so a second process that
 * delivers is fenced.
 */
export class Delivery {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Delivers a batch. With `isIsolating`, it finds and returns the events that fail alone, and
   * delivers the others.
   */
  async deliver(
    events: readonly RecordedEvent[],
    deltas: readonly InboxDelta[],
    checkpoint: Checkpoint,
    { isIsolating = false } = {},
  ): Promise<FailedEvent[]> {
    const { kv, handlers } = this.#options;
    const batch = new CheckpointedBatch(this.#options, events, checkpoint);
    const faults = isIsolating ? faultsOf(events, deltas) : new Map<RecordedEvent, unknown>();
    for (const unit of inUnits(effectsOf(events, deltas, batch.applied, faults))) {
      const messages: ClusterMessage[] = [];
      const send = async (effects: readonly Effect[]) =>
        void messages.push(await batch.send(effects));
      if (isIsolating) {
        const failed = await inHalves(unit, (error) => isEventFault(kv, error), send);
        for (const { item, error } of failed) faults.set(item.recorded, error);
      } else {
        await send(unit);
      }
      for (const message of messages) applyClusterMessage(handlers, message, { isOwn: true });
    }
    return Array.from(faults, ([recorded, error]) => ({
      recorded,
      deltas: deltas.filter(({ eventId }) => eventId === recorded.id),
      error,
    }));
  }
}

/** A batch that is being applied, and its progress. */
class CheckpointedBatch {
  readonly #options: Options;
  readonly #events: readonly RecordedEvent[];
  readonly #before: readonly string[];
  #versionstamp: string | null;
  /** The number of events that are applied. They are applied in order. */
  applied: number;

  constructor(
    options: Options,
    events: readonly RecordedEvent[],
    { applied, versionstamp }: Checkpoint,
  ) {
    this.#options = options;
    this.#events = events;
    this.#before = applied;
    this.#versionstamp = versionstamp;
    this.applied = events.findIndex(({ id }) => id === applied.at(-1)) + 1;
  }

  /** Commits effects and moves the checkpoint. Returns the message to the other processes. */
  async send(effects: readonly Effect[]): Promise<ClusterMessage> {
    const { lane, system, self } = this.#options;
    const message = clusterMessageOf(self, effects);
    const { recorded: { id } } = effects[0]!;
    const entry = { id, type: "news", at: Date.now(), ref: storedMessage(message) } as const;
    // Never move the checkpoint back: the effects may all be of events that were applied before.
    const reached = Math.max(this.applied, effects.at(-1)!.index + 1);
    this.#versionstamp = await system.send({
      envelopes: effects.flatMap((effect) => effect.envelopes),
      log: [...effects.flatMap((effect) => effect.log), { topic: CLUSTER_TOPIC, entry }],
      guard: {
        key: checkpointKey(lane),
        versionstamp: this.#versionstamp,
        // A commit of only a part of the first event leaves the checkpoint as it was.
        value: reached === 0 ? this.#before : [this.#events[reached - 1]!.id],
      },
    });
    this.applied = reached;
    return message;
  }
}
