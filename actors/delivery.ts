import type { RecordedEvent } from "../domain/events.ts";
import type { Lane } from "../domain/lanes.ts";
import type { InboxDelta } from "../domain/notifications.ts";
import type { Counters } from "../domain/posts.ts";
import type { Touch } from "../domain/touches.ts";
import { type ClusterEars, type ClusterNews, hear, newsEntry } from "./cluster.ts";
import type { Effect } from "./effects.ts";
import { FanOuts, type Followers } from "./fan_out.ts";
import { type Mark, markerKey } from "./marker.ts";
import { CLUSTER_TOPIC } from "./names.ts";
import type { ActorSystem } from "./system.ts";
import { effectsOf, inUnits } from "./units.ts";

/**
 * Applies events to KV exactly once. Events of a lane are delivered one batch after the other and
 * deleted with their batch, so only the newest batch can ever come again: one row a lane remembers
 * what of it was applied, and each commit checks and moves that row. A second deliverer is fenced.
 */
export class Delivery<Tx> {
  readonly #kv: Deno.Kv;
  readonly #system: ActorSystem;
  readonly #ears: ClusterEars;
  readonly #self: string;
  readonly #fanOuts: FanOuts<Tx>;

  constructor(options: {
    kv: Deno.Kv;
    system: ActorSystem;
    followers: Followers<Tx>;
    ears: ClusterEars;
    self: string;
  }) {
    this.#kv = options.kv;
    this.#system = options.system;
    this.#ears = options.ears;
    this.#self = options.self;
    this.#fanOuts = new FanOuts(options);
  }

  /**
   * Reads what was applied of a lane's newest batch. To be read before the transaction that delivers
   * is seen to be alive: what another one applies after that fences it.
   */
  async mark(lane: Lane): Promise<Mark> {
    const { value, versionstamp } = await this.#kv.get<string[]>(markerKey(lane));
    return { applied: value ?? [], versionstamp };
  }

  /** Delivers a batch; answers the events that remain to be done. */
  async deliver(
    lane: Lane,
    tx: Tx,
    events: RecordedEvent[],
    deltas: InboxDelta[],
    mark: Mark,
  ): Promise<RecordedEvent[]> {
    if (lane === "main") {
      await this.#deliverMain(events, deltas, mark);
      return [];
    }
    return await this.#fanOuts.deliver(tx, events, mark);
  }

  async #deliverMain(events: RecordedEvent[], deltas: InboxDelta[], mark: Mark): Promise<void> {
    const last = mark.applied.at(-1);
    // Events are applied in order: the last one says it of those before.
    let applied = events.findIndex(({ id }) => id === last) + 1;
    let { versionstamp } = mark;
    for (const slice of inUnits(effectsOf(events, deltas, applied))) {
      const news = newsOf(this.#self, slice);
      // No less than before: a slice may hold only what was applied and is put again.
      applied = Math.max(applied, slice.at(-1)!.index + 1);
      versionstamp = await this.#system.send({
        envelopes: slice.flatMap((effect) => effect.envelopes),
        log: [
          ...slice.flatMap((effect) => effect.log),
          { topic: CLUSTER_TOPIC, entry: newsEntry(slice[0]!.recorded.id, Date.now(), news) },
        ],
        guard: { key: markerKey("main"), versionstamp, value: [events[applied - 1]!.id] },
      });
      hear(this.#ears, this.#self, news);
    }
  }
}

function newsOf(by: string, effects: readonly Effect[]) {
  const touches: Record<string, Touch[]> = {};
  const counters = new Map<string, Counters>();
  for (const { recorded: { origin }, ...effect } of effects) {
    (touches[origin] ??= []).push(...effect.touches);
    for (const counted of effect.counters) counters.set(counted.postId, counted);
  }
  const topics = new Set(effects.flatMap((effect) => effect.log.map(({ topic }) => topic)));
  const actors = new Set<string>();
  for (const { kind, id } of effects.flatMap((effect) => effect.envelopes)) {
    actors.add(`${kind.kind}:${id}`);
    if (kind.kind === "inbox") topics.add(`user:${id}`);
  }
  return {
    by,
    touches,
    counters: [...counters.values()],
    topics: [...topics],
    actors: [...actors],
  } satisfies ClusterNews;
}
