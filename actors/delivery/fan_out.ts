import type { DomainEvent, RecordedEvent } from "../../domain/events/events.ts";
import { isId, LAST_ID, type UserId } from "../../domain/ids.ts";
import { to } from "../runtime/actor.ts";
import type { Unit } from "../runtime/batch.ts";
import { feedActor } from "../users/feed.ts";
import { type Checkpoint, checkpointKey } from "./checkpoint.ts";
import { CLUSTER_TOPIC, type ClusterMessage, storedMessage } from "../topics/cluster_message.ts";
import { userTopic } from "../../domain/events/topics.ts";
import type { ActorSystem } from "../runtime/system.ts";

/** The reads of a fan-out from Postgres, in the transaction that deletes its event. */
export interface Followers<Tx> {
  /** Lists active followers of an author, or of the reposter, with ids above `after`, in order. */
  listFollowersToFanOut(
    tx: Tx,
    authorId: UserId,
    after: string | null,
    limit: number,
  ): Promise<string[]>;
}

const FOLLOWERS_PER_COMMIT = 100;
/** Pages of one fan-out, before others have their turn. */
const PAGES_PER_DELIVERY = 4;
/** The pause after a page is this many times as long as its work: requests go first. */
const PAUSE_TIMES = 0.5;

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
   * Continues these fan-outs and returns the remaining ones. If they are a part of a batch, the
   * checkpoint keeps the progress of the others.
   */
  async deliver(
    tx: Tx,
    events: readonly RecordedEvent[],
    { applied, versionstamp }: Checkpoint,
    { isPart = false } = {},
  ): Promise<RecordedEvent[]> {
    const ids = new Set(events.map(({ id }) => id));
    const begun = applied.map(parseProgress)
      .filter(([id, upTo]) => (isPart || ids.has(id)) && isId(upTo));
    const progress = { reached: new Map(begun), versionstamp };
    const left: RecordedEvent[] = [];
    for (const recorded of events) {
      const after = await this.#goOn(tx, recorded, progress);
      const event = recorded.event as FanOut;
      if (after !== null) left.push({ ...recorded, event: { ...event, after } });
    }
    return left;
  }

  /** Writes into the next feeds. Returns the last follower if there may be more, or else null. */
  async #goOn(tx: Tx, recorded: RecordedEvent, progress: Progress): Promise<string | null> {
    const { authorId, reposterId = authorId, after } = recorded.event as FanOut;
    let upTo = progress.reached.get(recorded.id) ?? after;
    for (let pages = 0; pages < PAGES_PER_DELIVERY; pages++) {
      const startedAt = performance.now();
      const page = await this.#followers
        .listFollowersToFanOut(tx, reposterId, upTo, FOLLOWERS_PER_COMMIT);
      const isLast = page.length < FOLLOWERS_PER_COMMIT;
      // When a fan-out is done the checkpoint holds LAST_ID, so that no user's id outlives an
      // erasure. That is why an empty last page is committed too.
      upTo = isLast ? LAST_ID : page.at(-1)!;
      if (page.length > 0 || progress.reached.has(recorded.id)) {
        progress.reached.set(recorded.id, upTo);
        const value = Array.from(progress.reached, (one) => one.join(":"));
        const guard = { key: checkpointKey("fan_out"), versionstamp: progress.versionstamp, value };
        const arrivals = this.#arrivals(recorded, page);
        progress.versionstamp = await this.#system.send({ ...arrivals, guard });
      }
      if (isLast) return null;
      await pause(PAUSE_TIMES * (performance.now() - startedAt));
    }
    return upTo;
  }

  /** Returns the messages that put the post into the feeds of these followers. */
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
          ref: storedMessage(message),
        },
      }],
    };
  }
}

type FanOut = Extract<DomainEvent, { type: "feed.fan_out" }>;

/** The progress of a batch's fan-outs, as KV stores it. */
interface Progress {
  /** The last follower who was reached, by event. */
  reached: Map<string, string>;
  versionstamp: string | null;
}

const parseProgress = (applied: string) => applied.split(":") as [id: string, upTo: string];

/** Returns the last follower whom a fan-out has reached, or null if the checkpoint names none. */
export function reachedBy(eventId: string, { applied }: Checkpoint): string | null {
  const [, upTo] = applied.map(parseProgress).find(([id]) => id === eventId) ?? [];
  return upTo !== undefined && isId(upTo) ? upTo : null;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
