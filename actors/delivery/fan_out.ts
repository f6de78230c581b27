import type { DomainEvent, RecordedEvent } from "../../domain/events/events.ts";
import { isId, LAST_ID } from "../../domain/ids.ts";
import { to } from "../runtime/actor.ts";
import type { Unit } from "../runtime/batch.ts";
import { feedActor } from "../users/feed.ts";
import { type Checkpoint, checkpointKey } from "./checkpoint.ts";
import { CLUSTER_TOPIC, type ClusterMessage } from "../topics/cluster_message.ts";
import { userTopic } from "../../domain/events/topics.ts";
import type { ActorSystem } from "../runtime/system.ts";

/** What a fan-out needs of Postgres, inside the transaction that will delete its event. */
export interface Followers<Tx> {
  /** Active followers of an author, or of who reposts, with ids above `after`, in order. */
  listFollowersToFanOut(
    tx: Tx,
    authorId: string,
    after: string | null,
    limit: number,
  ): Promise<string[]>;
}

const FOLLOWERS_PER_COMMIT = 100;
/** Of one fan-out, before others have their turn. */
const PAGES_PER_DELIVERY = 4;
/** After each page a fan-out rests this many times as long as the page took: readers go first. */
const REST_TIMES = 0.5;

/** Writes posts and reposts into the feeds of followers, at most 400 feeds of each at a time. */
export class FanOuts<Tx> {
  readonly #system: ActorSystem;
  readonly #followers: Followers<Tx>;
  readonly #self: string;

  constructor(options: { system: ActorSystem; followers: Followers<Tx>; self: string }) {
    this.#system = options.system;
    this.#followers = options.followers;
    this.#self = options.self;
  }

  /**
   * Goes on with each of these events; returns what remains to be done of them. A part of a batch
   * leaves it noted how far the rest of it is.
   */
  async deliver(
    tx: Tx,
    events: readonly RecordedEvent[],
    { applied, versionstamp }: Checkpoint,
    { isPart = false } = {},
  ): Promise<RecordedEvent[]> {
    const ids = new Set(events.map(({ id }) => id));
    const begun = applied.map(toldOf)
      .filter(([id, upTo]) => (isPart || ids.has(id)) && isId(upTo));
    const progress = { told: new Map(begun), versionstamp };
    const left: RecordedEvent[] = [];
    for (const recorded of events) {
      const after = await this.#goOn(tx, recorded, progress);
      const event = recorded.event as FanOut;
      if (after !== null) left.push({ ...recorded, event: { ...event, after } });
    }
    return left;
  }

  /** Tells the next followers; answers the last of them if there may be more. */
  async #goOn(tx: Tx, recorded: RecordedEvent, progress: Progress): Promise<string | null> {
    const { authorId, reposterId = authorId, after } = recorded.event as FanOut;
    let upTo = progress.told.get(recorded.id) ?? after;
    for (let pages = 0; pages < PAGES_PER_DELIVERY; pages++) {
      const startedAt = performance.now();
      const page = await this.#followers
        .listFollowersToFanOut(tx, reposterId, upTo, FOLLOWERS_PER_COMMIT);
      const isLast = page.length < FOLLOWERS_PER_COMMIT;
      // Nobody's id stays behind when all were told.
      upTo = isLast ? LAST_ID : page.at(-1)!;
      // An empty page tells nobody, but takes back an id that was left.
      if (page.length > 0 || progress.told.has(recorded.id)) {
        progress.told.set(recorded.id, upTo);
        const value = Array.from(progress.told, (one) => one.join(":"));
        const guard = { key: checkpointKey("fan_out"), versionstamp: progress.versionstamp, value };
        const arrivals = this.#arrivals(recorded, page);
        progress.versionstamp = await this.#system.send({ ...arrivals, guard });
      }
      if (isLast) return null;
      await rest(REST_TIMES * (performance.now() - startedAt));
    }
    return upTo;
  }

  /** The post in the feed of each of these followers, and the news of it. */
  #arrivals(recorded: RecordedEvent, followerIds: readonly string[]): Unit {
    if (followerIds.length === 0) return { envelopes: [], log: [] };
    const { id: eventId, at } = recorded;
    const { authorId, sortId, postId, reposterId } = recorded.event as FanOut;
    const place = { sortId, postId, authorId };
    const entry = reposterId === undefined ? place : { ...place, reposterId };
    const arrived = { type: "arrived", entry, eventId, at } as const;
    const message: ClusterMessage = {
      by: this.#self,
      invalidations: {},
      counters: [],
      topics: reposterId === undefined ? followerIds.map(userTopic) : [],
      actors: followerIds.map((userId) => `${feedActor.kind}:${userId}`),
    };
    return {
      envelopes: followerIds.map((userId) => to(feedActor, userId, arrived)),
      log: [{
        topic: CLUSTER_TOPIC,
        entry: {
          id: `${eventId}:${followerIds[0]}`,
          type: "news",
          at: Date.now(),
          ref: message,
        },
      }],
    };
  }
}

type FanOut = Extract<DomainEvent, { type: "feed.fan_out" }>;

/** How far the fan-outs of a batch are, as it is kept in KV. */
interface Progress {
  told: Map<string, string>;
  versionstamp: string | null;
}

/** Of a fan-out that was begun: its event, and the last follower who was told. */
const toldOf = (applied: string) => applied.split(":") as [id: string, upTo: string];

/** Returns the last follower that a fan-out has reached; null if the checkpoint knows none. */
export function toldUpTo(eventId: string, { applied }: Checkpoint): string | null {
  const [, upTo] = applied.map(toldOf).find(([id]) => id === eventId) ?? [];
  return upTo !== undefined && isId(upTo) ? upTo : null;
}

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
