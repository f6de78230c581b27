import type { InvalidationHandlers } from "../actors/topics/cluster.ts";
import { OutboxRelay } from "../actors/delivery/relay.ts";
import { Delivery } from "../actors/delivery/delivery.ts";
import { toldUpTo } from "../actors/delivery/fan_out.ts";
import type { ActorSystem } from "../actors/runtime/system.ts";
import { listFollowersToFanOut } from "../db/feeds/fan_out.ts";
import { changeInboxes } from "../db/notifications/inboxes.ts";
import { openOutboxLane } from "../db/outbox/events.ts";
import { isDown, isTooSlow, type Sql, type SqlPool } from "../db/sql.ts";
import type { Db } from "../db/transact.ts";
import { isPulled } from "../db/people/cards.ts";
import { countersOf, EVENT_TYPES, invalidationsOf, laneOf } from "../domain/events/events.ts";
import type { Lane } from "../domain/events/lanes.ts";
import type { WriterId } from "../domain/events/writer_id.ts";
import type { Log } from "../lib/log/log.ts";
import type { Metrics } from "../lib/metrics/metrics.ts";

/** What events pass through on their way out of Postgres. */
export interface RelayOptions {
  sql: SqlPool;
  /** What each lane is delivered on: one connection, whose backend has all it needs at hand. */
  lanes: Record<Lane, SqlPool>;
  kv: Deno.Kv;
  actors: ActorSystem;
  handlers: InvalidationHandlers;
  metrics: Metrics;
  log: Log;
  /** The id of this running program. */
  self: string;
  writerId: WriterId;
}

const COMMITTED = {
  name: "tintype_events_total",
  help: "Domain events that this process has committed",
  labels: { type: EVENT_TYPES },
};
// One event may hold many likes; a fan-out is a page of followers.
const EVENTS_PER_DELIVERY = { main: 1000, fan_out: 8 };

/** The way of events out of Postgres: the writers' side of the outbox, and who empties it. */
export function openOutboxRelay(
  { sql, lanes, kv, actors, handlers, metrics, log, self, writerId }: RelayOptions,
  { fanOutLimit }: { fanOutLimit: number },
): { relay: OutboxRelay; db: Db } {
  const delivery = new Delivery<Sql>({
    kv,
    system: actors,
    followers: {
      async listFollowersToFanOut(tx, authorId, after, limit) {
        const isLeftToReaders = after === null && await isPulled(tx, authorId, fanOutLimit);
        return isLeftToReaders ? [] : await listFollowersToFanOut(tx, authorId, after, limit);
      },
    },
    handlers,
    self,
  });
  const isFault = async (error: unknown) => !isDown(error) && await delivery.isFault(error);
  const openTake = (lane: Lane) =>
    openOutboxLane(lanes[lane], lane, EVENTS_PER_DELIVERY[lane], {
      prepare: lane === "main" ? changeInboxes : null,
      readCheckpoint: () => delivery.readCheckpoint(lane),
      deliver: (tx, events, deltas, checkpoint, apart) =>
        delivery.deliver(lane, tx, events, deltas ?? [], checkpoint, apart),
      isFault,
      rest({ id, event }, checkpoint) {
        const upTo = lane === "fan_out" ? toldUpTo(id, checkpoint) : null;
        return upTo === null ? event : { ...event, after: upTo } as typeof event;
      },
      parked: (eventId, error) => log.error("event parked", { lane, eventId, error }),
    });
  const takes = { main: openTake("main"), fan_out: openTake("fan_out") };
  const relay = new OutboxRelay((lane, tries) => takes[lane](tries), {
    isFault: async (error) => isTooSlow(error) || await isFault(error),
    log,
  });
  const db: Db = {
    sql,
    writerId,
    committed(events) {
      for (const { event } of events) {
        metrics.count(COMMITTED, { type: event.type });
        for (const invalidation of invalidationsOf(event)) {
          // The route that writes knows the new state: see `ReadCache.recordViewerState`.
          if (invalidation.cache !== "viewer_states") handlers.invalidate(invalidation);
        }
        countersOf(event).forEach(handlers.applyCounters);
        relay.wake(laneOf(event), { mayBeGathered: event.type === "likes.changed" });
      }
    },
    outcomeUnknown(invalidations) {
      // The event may be delivered already, and skipped as our own. With a new writer id, it counts
      // as another program's if it is delivered later.
      invalidations.forEach(handlers.invalidate);
      writerId.renew();
    },
  };
  return { relay, db };
}
