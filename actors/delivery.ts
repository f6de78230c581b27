import type { DomainEvent, Lane, RecordedEvent } from "../domain/events.ts";
import { isId, LAST_ID } from "../domain/ids.ts";
import type { InboxDelta } from "../domain/notifications.ts";
import type { Counters } from "../domain/posts.ts";
import type { Touch } from "../domain/touches.ts";
import { to } from "./actor.ts";
import { type ClusterEars, type ClusterNews, hear, newsEntry } from "./cluster.ts";
import type { Effect } from "./effects.ts";
import { feedActor } from "./feed.ts";
import type { Unit } from "./batch.ts";
import { CLUSTER_TOPIC, userTopic } from "./names.ts";
import type { ActorSystem } from "./system.ts";
import { effectsOf, inUnits } from "./units.ts";

/** What delivery needs of Postgres, inside the transaction that will delete the events. */
export interface DeliveryWorld<Tx> {
  /** Active followers of an author, or of who reposts, with ids above `after`, in order. */
  listFollowersToFanOut(
    tx: Tx,
    authorId: string,
    after: string | null,
    limit: number,
  ): Promise<string[]>;
}

/** What of a lane's newest batch was applied, as a row of KV says it. */
interface Mark {
  applied: readonly string[];
  versionstamp: string | null;
}

const FOLLOWERS_PER_COMMIT = 100;
/** Of one fan-out, before others have their turn. */
const PAGES_PER_DELIVERY = 4;
/** After each page a fan-out rests, so many times as long as it took: who reads meanwhile comes first. */
const REST_TIMES = 0.75;

/**
 * Applies events to KV exactly once. Events of a lane are delivered one batch after the other and
 * deleted with their batch, so only the newest batch can ever come again: one row a lane remembers
 * what of it was applied, and each commit checks and moves that row. A second deliverer is fenced.
 */
export class Delivery<Tx> {
  readonly #kv: Deno.Kv;
  readonly #system: ActorSystem;
  readonly #world: DeliveryWorld<Tx>;
  readonly #ears: ClusterEars;
  readonly #self: string;

  constructor(options: {
    kv: Deno.Kv;
    system: ActorSystem;
    world: DeliveryWorld<Tx>;
    ears: ClusterEars;
    self: string;
  }) {
    this.#kv = options.kv;
    this.#system = options.system;
    this.#world = options.world;
    this.#ears = options.ears;
    this.#self = options.self;
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
    return await this.#deliverFanOuts(tx, events, mark);
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

  async #deliverFanOuts(
    tx: Tx,
    events: readonly RecordedEvent[],
    mark: Mark,
  ): Promise<RecordedEvent[]> {
    const ids = new Set(events.map(({ id }) => id));
    const told = new Map(
      mark.applied.map(toldOf).filter(([id, upTo]) => ids.has(id) && isId(upTo)),
    );
    const left: RecordedEvent[] = [];
    let { versionstamp } = mark;
    for (const recorded of events) {
      const event = recorded.event as FanOut;
      const { authorId, reposterId = authorId } = event;
      let after = told.get(recorded.id) ?? event.after;
      for (let pages = 1;; pages++) {
        const startedAt = performance.now();
        const page = await this.#world
          .listFollowersToFanOut(tx, reposterId, after, FOLLOWERS_PER_COMMIT);
        const isLast = page.length < FOLLOWERS_PER_COMMIT;
        if (page.length > 0) {
          after = page.at(-1)!;
          // Nobody's id stays behind when all were told.
          told.set(recorded.id, isLast ? LAST_ID : after);
          const value = Array.from(told, (one) => one.join(":"));
          const guard = { key: markerKey("fan_out"), versionstamp, value };
          versionstamp = await this.#system.send({ ...this.#arrivals(recorded, page), guard });
        }
        if (isLast) break;
        await rest(REST_TIMES * (performance.now() - startedAt));
        if (pages === PAGES_PER_DELIVERY) {
          left.push({ ...recorded, event: { ...event, after } });
          break;
        }
      }
    }
    return left;
  }

  /** The post in the feed of each of these followers, and the news of it. */
  #arrivals(recorded: RecordedEvent, followerIds: readonly string[]): Unit {
    const { id: eventId, at } = recorded;
    const { authorId, sortId, postId, reposterId } = recorded.event as FanOut;
    const place = { sortId, postId, authorId };
    const entry = reposterId === undefined ? place : { ...place, reposterId };
    const arrived = { type: "arrived", entry, eventId, at } as const;
    const news: ClusterNews = {
      by: this.#self,
      touches: {},
      counters: [],
      topics: reposterId === undefined ? followerIds.map(userTopic) : [],
      actors: followerIds.map((userId) => `${feedActor.kind}:${userId}`),
    };
    return {
      envelopes: followerIds.map((userId) => to(feedActor, userId, arrived)),
      log: [{
        topic: CLUSTER_TOPIC,
        entry: newsEntry(`${eventId}:${followerIds[0]}`, Date.now(), news),
      }],
    };
  }
}

type FanOut = Extract<DomainEvent, { type: "feed.fan_out" }>;

/** Of a fan-out that was begun: its event, and the last follower who was told. */
const toldOf = (applied: string) => applied.split(":") as [id: string, upTo: string];

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const markerKey = (lane: Lane) => ["delivered", lane];

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
