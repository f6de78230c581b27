import type { RecordedEvent } from "../../domain/events/events.ts";
import type { Lane } from "../../domain/events/lanes.ts";
import type { InboxDelta } from "../../domain/notifications/inbox.ts";
import { inHalves } from "../../lib/halves.ts";
import { applyClusterMessage, type InvalidationHandlers } from "../topics/cluster.ts";
import { clusterMessageOf, soundEffects } from "./cluster_message.ts";
import type { Effect } from "./effects.ts";
import { FanOuts, type Followers } from "./fan_out.ts";
import { type Checkpoint, checkpointKey } from "./checkpoint.ts";
import { CLUSTER_TOPIC, type ClusterMessage } from "../topics/cluster_message.ts";
import { type ActorSystem, Fenced } from "../runtime/system.ts";
import { effectsOf, inUnits } from "./units.ts";

/** A row that is written to see whether KV takes commits. */
const PROBE: Deno.KvKey = ["delivered", "probe"];

/**
 * Applies events to KV exactly once. Events of a lane are delivered one batch after the other and
 * deleted with their batch, so only the newest batch can ever come again: one row a lane remembers
 * what of it was applied, and each commit checks and moves that row. A second deliverer is fenced.
 */
export class Delivery<Tx> {
  readonly #kv: Deno.Kv;
  readonly #system: ActorSystem;
  readonly #handlers: InvalidationHandlers;
  readonly #self: string;
  readonly #fanOuts: FanOuts<Tx>;

  constructor(options: {
    kv: Deno.Kv;
    system: ActorSystem;
    followers: Followers<Tx>;
    handlers: InvalidationHandlers;
    self: string;
  }) {
    this.#kv = options.kv;
    this.#system = options.system;
    this.#handlers = options.handlers;
    this.#self = options.self;
    this.#fanOuts = new FanOuts(options);
  }

  /**
   * Reads what was applied of a lane's newest batch. To be read before the transaction that delivers
   * is seen to be alive: what another one applies after that fences it.
   */
  async readCheckpoint(lane: Lane): Promise<Checkpoint> {
    const { value, versionstamp } = await this.#kv.get<string[]>(checkpointKey(lane));
    return { applied: value ?? [], versionstamp };
  }

  /**
   * Delivers a batch; returns the events that remain to be done. With `apart`, what fails is found
   * among its neighbours and handed over, and they are delivered.
   */
  async deliver(
    lane: Lane,
    tx: Tx,
    events: RecordedEvent[],
    deltas: InboxDelta[],
    checkpoint: Checkpoint,
    apart: Apart = null,
  ): Promise<RecordedEvent[]> {
    if (lane === "fan_out") {
      return await this.#fanOuts.deliver(tx, events, checkpoint, { isPart: apart !== null });
    }
    await this.#deliverMain(events, deltas, checkpoint, apart);
    return [];
  }

  /** Whether an error of a delivery is the fault of an event: KV takes other commits. */
  async isFault(error: unknown): Promise<boolean> {
    if (error instanceof Fenced) return false;
    return await this.#kv.atomic().set(PROBE, Date.now()).commit().then(() => true, () => false);
  }

  async #deliverMain(
    events: RecordedEvent[],
    deltas: InboxDelta[],
    checkpoint: Checkpoint,
    apart: Apart,
  ): Promise<void> {
    const last = checkpoint.applied.at(-1);
    // Events are applied in order: the last one says it of those before.
    let applied = events.findIndex(({ id }) => id === last) + 1;
    let { versionstamp } = checkpoint;
    const send = async (slice: readonly Effect[]) => {
      const message = clusterMessageOf(this.#self, slice);
      const { recorded: { id } } = slice[0]!;
      // No less than before: a slice may hold only what was applied and is put again.
      const reached = Math.max(applied, slice.at(-1)!.index + 1);
      versionstamp = await this.#system.send({
        envelopes: slice.flatMap((effect) => effect.envelopes),
        log: [
          ...slice.flatMap((effect) => effect.log),
          { topic: CLUSTER_TOPIC, entry: { id, type: "news", at: Date.now(), ref: message } },
        ],
        guard: {
          key: checkpointKey("main"),
          versionstamp,
          // After a part of the first event it says what was applied before.
          value: reached === 0 ? checkpoint.applied : [events[reached - 1]!.id],
        },
      });
      applied = reached;
      return message;
    };
    if (apart === null) {
      for (const slice of inUnits(effectsOf(events, deltas, applied))) {
        applyClusterMessage(this.#handlers, this.#self, await send(slice));
      }
      return;
    }
    const parked = new Set<RecordedEvent>();
    const park = ({ recorded }: Pick<Effect, "recorded">, error: unknown) => {
      // Several parts of it may fail.
      if (parked.has(recorded)) return;
      parked.add(recorded);
      apart({ recorded, deltas: deltas.filter(({ eventId }) => eventId === recorded.id), error });
    };
    const effects = soundEffects(events, deltas, applied, park);
    for (const slice of inUnits(effects)) {
      const heard: ClusterMessage[] = [];
      const work = async (some: readonly Effect[]) => void heard.push(await send(some));
      const failed = await inHalves(slice, (error) => this.isFault(error), work);
      for (const { item, error } of failed) park(item, error);
      for (const message of heard) applyClusterMessage(this.#handlers, this.#self, message);
    }
  }
}

type Apart =
  | ((failed: { recorded: RecordedEvent; deltas: InboxDelta[]; error: unknown }) => void)
  | null;
