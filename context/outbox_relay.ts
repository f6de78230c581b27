import type { InvalidationHandlers } from "../actors/topics/cluster.ts";
import { isEventFault, readCheckpoint } from "../actors/delivery/checkpoint.ts";
import { OutboxRelay } from "../actors/delivery/relay.ts";
import { Delivery } from "../actors/delivery/delivery.ts";
import { FanOuts, reachedBy } from "../actors/delivery/fan_out.ts";
import type { ActorSystem } from "../actors/runtime/system.ts";
import { listFollowersToFanOut } from "../db/feeds/fan_out.ts";
import { changeInboxes } from "../db/notifications/inboxes.ts";
import { FanOutLane } from "../db/outbox/fan_out_lane.ts";
import { PreparedLane } from "../db/outbox/prepared_lane.ts";
import { isDown, isTooSlow, type Sql, type SqlPool } from "../db/sql.ts";
import type { Db } from "../db/transact.ts";
import { isPulled } from "../db/people/cards.ts";
import type { OutboxLane } from "../domain/events/delivery.ts";
import { countersOf, EVENT_TYPES, invalidationsOf, laneOf } from "../domain/events/events.ts";
import type { Lane } from "../domain/events/lanes.ts";
import type { WriterId } from "../domain/events/writer_id.ts";
import type { Log } from "../lib/log/log.ts";
import type { Metrics } from "../lib/metrics/metrics.ts";
import type { WakeUps } from "./wake_ups.ts";

/** The resources on the way of events out of Postgres. */
export interface RelayOptions {
  sql: SqlPool;
  /** The pool of each lane: one connection, whose backend caches the plans of its statements. */
  lanes: Record<Lane, SqlPool>;
  kv: Deno.Kv;
  actors: ActorSystem;
  handlers: InvalidationHandlers;
  metrics: Metrics;
  log: Log;
  /** The id of this running program. */
  self: string;
  writerId: WriterId;
  wakeUps: WakeUps;
  /** Authors with more followers are merged when a feed is read. */
  fanOutLimit: number;
}

const COMMITTED = {
  name: "tintype_events_total",
  help: "Domain events that this process has committed",
  labels: { type: EVENT_TYPES },
};
/** One event may hold many likes. */
const EVENTS_PER_DELIVERY = 1000;
/** A fan-out is delivered a few pages of followers at a time. */
const FAN_OUTS_PER_DELIVERY = 8;

/** Opens the way of events out of Postgres: the outbox as writers see it, and the relay. */
export function openOutboxRelay(options: RelayOptions): { relay: OutboxRelay; db: Db } {
  const { sql, kv, handlers, wakeUps, metrics, log, writerId } = options;
  const isFault = async (error: unknown) => !isDown(error) && await isEventFault(kv, error);
  const relay = new OutboxRelay(openLanes(options, isFault), {
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
        relay.wake(laneOf(event), { isUrgent: event.type !== "likes.changed" });
      }
    },
    wake: (work, at) => wakeUps.wake(work, at),
    outcomeUnknown(invalidations) {
      // The event may be delivered already, and skipped as our own. With a new writer id, it counts
      // as another program's if it is delivered later.
      invalidations.forEach(handlers.invalidate);
      writerId.renew();
    },
  };
  return { relay, db };
}

/** Opens the lanes of the outbox. A new lane begins here. */
function openLanes(
  { lanes, kv, actors: system, handlers, log, self, fanOutLimit }: RelayOptions,
  isFault: (error: unknown) => Promise<boolean>,
): Record<Lane, OutboxLane> {
  const laneOptions = (lane: Lane) => ({
    lane,
    pool: lanes[lane],
    readCheckpoint: () => readCheckpoint(kv, lane),
    isFault,
    onParked: (eventId: string, error: unknown) =>
      log.error("event parked", { lane, eventId, error }),
  });
  const delivery = new Delivery({ lane: "main", kv, system, handlers, self });
  const fanOuts = new FanOuts<Sql>({
    system,
    self,
    followers: {
      async listFollowersToFanOut(tx, authorId, after, limit) {
        const isLeftToReaders = after === null && await isPulled(tx, authorId, fanOutLimit);
        return isLeftToReaders ? [] : await listFollowersToFanOut(tx, authorId, after, limit);
      },
    },
  });
  return {
    main: new PreparedLane({
      ...laneOptions("main"),
      limit: EVENTS_PER_DELIVERY,
      prepare: changeInboxes,
      deliver: (...batch) => delivery.deliver(...batch),
    }),
    fan_out: new FanOutLane({
      ...laneOptions("fan_out"),
      limit: FAN_OUTS_PER_DELIVERY,
      deliver: (...batch) => fanOuts.deliver(...batch),
      remaining({ id, event }, checkpoint) {
        const after = reachedBy(id, checkpoint);
        return after === null ? null : { ...event, after } as typeof event;
      },
    }),
  };
}
