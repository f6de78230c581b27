import type { FailedEvent } from "../../domain/events/delivery.ts";
import type { DomainEvent, RecordedEvent } from "../../domain/events/events.ts";
import { userTopic } from "../../domain/events/topics.ts";
import { FIRST_ID, LAST_ID } from "../../domain/ids.ts";
import { to } from "../runtime/actor.ts";
import type { Unit } from "../runtime/batch.ts";
import type { ActorSystem } from "../runtime/system.ts";
import { CLUSTER_TOPIC, type ClusterMessage, storedMessage } from "../topics/cluster_message.ts";
import { feedActor } from "../users/feed.ts";
import { type Checkpoint, CHECKPOINT_KEPT_MS, checkpointKey, isEventFault } from "./checkpoint.ts";
import type { Applied } from "./delivery.ts";

const FOLLOWERS_PER_COMMIT = 100;
/** The pause after a page is this many times as long as its work: requests go first. */
const PAUSE_TIMES = 0.5;

interface Options {
  /** The number of the KV store. */
  shard: number;
  kv: Deno.Kv;
  system: ActorSystem;
  /** The id of this process. */
  self: string;
}

/** The followers whose feeds an event is written into, by the id of the event, in their order. */
export type FollowersByEvent = Readonly<Record<string, readonly string[]>>;

/** Writes posts and reposts into the feeds of followers. */
export class FanOuts {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Delivers these fan-outs. The checkpoint says whom they have reached. With `isIsolating`, it
   * returns those that fail alone, each from the place that it reached.
   */
  async deliver(
    events: readonly RecordedEvent[],
    followers: FollowersByEvent,
    { applied, versionstamp }: Checkpoint,
    { origin, isIsolating = false }: { origin: string; isIsolating?: boolean },
  ): Promise<Applied> {
    const { shard, kv } = this.#options;
    const ids = new Set(events.map(({ id }) => id));
    const begun = applied.map(parseProgress).filter(([id]) => ids.has(id));
    const progress: Progress = {
      key: checkpointKey({ lane: "fan_out", shard, origin }),
      reached: new Map(begun),
      versionstamp,
    };
    const failed: FailedEvent[] = [];
    for (const recorded of events) {
      try {
        await this.#fanOut(recorded, followers[recorded.id] ?? [], progress);
      } catch (error) {
        if (!isIsolating || !await isEventFault(kv, shard, error)) throw error;
        failed.push({ recorded: restOf(recorded, followers, progress), deltas: [], error });
      }
    }
    const checkpoint = { applied: textsOf(progress), versionstamp: progress.versionstamp };
    return { failed, checkpoint };
  }

  /** Writes into the feeds of those who were not reached before, page by page. */
  async #fanOut(
    recorded: RecordedEvent,
    followerIds: readonly string[],
    progress: Progress,
  ): Promise<void> {
    const reached = progress.reached.get(recorded.id) ?? FIRST_ID;
    const left = followerIds.filter((id) => id > reached);
    for (let from = 0; from < left.length; from += FOLLOWERS_PER_COMMIT) {
      const startedAt = performance.now();
      const page = left.slice(from, from + FOLLOWERS_PER_COMMIT);
      const isLast = from + FOLLOWERS_PER_COMMIT >= left.length;
      // When a fan-out is done the checkpoint holds LAST_ID, so that no user's id outlives an
      // erasure.
      const next = new Map(progress.reached).set(recorded.id, isLast ? LAST_ID : page.at(-1)!);
      progress.versionstamp = await this.#options.system.send({
        ...this.#arrivals(recorded, page),
        checks: [{
          key: progress.key,
          versionstamp: progress.versionstamp,
          set: { value: textsOf({ reached: next }), expireIn: CHECKPOINT_KEPT_MS },
        }],
      });
      progress.reached = next;
      await pause(PAUSE_TIMES * (performance.now() - startedAt));
    }
  }

  /** Returns the messages that put the post into the feeds of these followers. */
  #arrivals(recorded: RecordedEvent, followerIds: readonly string[]): Omit<Unit, "checks"> {
    const { id: eventId, at } = recorded;
    const { authorId, sortId, postId, reposterId } = recorded.event as FanOut;
    const place = { sortId, postId, authorId };
    const entry = reposterId === undefined ? place : { ...place, reposterId };
    const arrived = { type: "arrived", entry, eventId, at } as const;
    const message: ClusterMessage = {
      by: this.#options.self,
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

/** The progress of a batch's fan-outs. */
interface Progress {
  key: Deno.KvKey;
  /** The last follower who was reached, by event. */
  reached: ReadonlyMap<string, string>;
  versionstamp: string | null;
}

/**
 * Returns the rest of a fan-out that failed. It ends with the last follower of its piece: the others
 * have pieces of their own.
 */
function restOf(
  recorded: RecordedEvent,
  followers: FollowersByEvent,
  { reached }: Progress,
): RecordedEvent {
  const fanOut = recorded.event as FanOut;
  const after = reached.get(recorded.id) ?? fanOut.after;
  const until = followers[recorded.id]!.at(-1)!;
  return { ...recorded, event: { ...fanOut, after, until } };
}

const parseProgress = (applied: string) => applied.split(":") as [id: string, upTo: string];
/** Returns the progress as KV stores it. */
const textsOf = ({ reached }: Pick<Progress, "reached">) =>
  Array.from(reached, (one) => one.join(":"));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
