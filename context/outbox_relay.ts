import type { InvalidationHandlers } from "../actors/topics/cluster.ts";
import {
  type Checkpoint,
  endOldDelivery,
  isEventFault,
  readCheckpoint,
} from "../actors/delivery/checkpoint.ts";
import { Pokes } from "../actors/delivery/pokes.ts";
import { OutboxRelay } from "../actors/delivery/relay.ts";
import { Delivery } from "../actors/delivery/delivery.ts";
import { FanOuts } from "../actors/delivery/fan_out.ts";
import type { ActorSystem } from "../actors/runtime/system.ts";
import { prepareFanOuts } from "../db/feeds/fan_out.ts";
import { changeInboxes } from "../db/notifications/inboxes.ts";
import { indexMessages } from "../db/search/message_index.ts";
import { LaneStream, type LaneStreamOptions } from "../db/outbox/lane_stream.ts";
import { adoptOldLanes } from "../db/outbox/old_lanes.ts";
import { onceEmptied } from "../db/outbox/settled.ts";
import { isDown, type SqlPool } from "../db/sql.ts";
import type { Db } from "../db/transact.ts";
import type { ConversationHead } from "../domain/conversations/conversations.ts";
import type { OutboxLane } from "../domain/events/delivery.ts";
import {
  countersOf,
  EVENT_TYPES,
  headsOf,
  invalidationsOf,
  laneOf,
} from "../domain/events/events.ts";
import type { Invalidation } from "../domain/events/invalidations.ts";
import type { Lane } from "../domain/events/lanes.ts";
import { NO_PARTS, partsOf } from "../domain/events/parts.ts";
import type { WriterId } from "../domain/events/writer_id.ts";
import type { Log } from "../lib/log/log.ts";
import type { Metrics } from "../lib/metrics/metrics.ts";
import type { StoreGuard } from "./cluster/kv_stores.ts";
import { Membership } from "./cluster/membership.ts";
import type { WakeUps } from "./wake_ups.ts";

/** The resources on the way of events out of Postgres. */
export interface RelayOptions {
  sql: SqlPool;
  /** The pool for the leases of instances: it must never wait behind requests. */
  leases: SqlPool;
  /** Whether no other program can share the database. */
  isAlone: boolean;
  guard: StoreGuard;
  /** The pool of each lane: one connection, whose backend caches the plans of its statements. */
  lanes: Record<Lane, SqlPool>;
  kv: Deno.Kv;
  /** The stores of which `kv` consists. */
  kvStores: readonly Deno.Kv[];
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
const FAN_OUTS_PER_DELIVERY = 8;

/** Opens the way of events out of Postgres: the outbox as writers see it, and the relay. */
export function openOutboxRelay(
  options: RelayOptions,
): { relay: OutboxRelay; membership: Membership; db: Db } {
  const { sql, leases, isAlone, guard, kv, kvStores, handlers, wakeUps, metrics, log, writerId } =
    options;
  const shards = kvStores.length;
  const membership = new Membership({
    sql: leases,
    pokes: new Pokes(kvStores[0]!),
    shards,
    isAlone,
    isCutOff: () => guard.isCutOff(),
    onRenewed: ({ knownStores }) => guard.check(knownStores),
    log,
    adoptOldLanes: (heir) => adoptOldLanes(sql, heir, (lane) => endOldDelivery(kv, lane)),
    onWaiting: (lane, wakening) => relay.wake(lane, wakening),
  });
  const relay = new OutboxRelay(openLanes(options, membership), {
    othersIdle: async (stop) => {
      if (membership.hasOthers) await onceEmptied(sql, stop);
    },
    log,
  });
  const db: Db = {
    sql,
    writerId,
    committed(events) {
      for (const { id, event } of events) {
        metrics.count(COMMITTED, { type: event.type });
        const heads = headsOf(event);
        for (const invalidation of invalidationsOf(event)) {
          if (!isKnownHere(invalidation, heads)) handlers.invalidate(invalidation);
        }
        heads.forEach(handlers.applyHead);
        countersOf(event).forEach(handlers.applyCounters);
        const isUrgent = event.type !== "likes.changed";
        membership.wake(laneOf(event), partsOf(id, event), { isUrgent });
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
  return { relay, membership, db };
}

/** Whether the instance that writes an event knows the new state, and need not load it. */
function isKnownHere({ cache }: Invalidation, heads: readonly ConversationHead[]): boolean {
  // The route knows the viewer's state: see `ReadCache.recordViewerState`.
  return cache === "viewer_states" || (cache === "conversation" && heads.length > 0);
}

/** Opens the lanes of the outbox, each with a stream for each KV store. A new lane begins here. */
function openLanes(
  { lanes, kv, kvStores, actors: system, handlers, log, self, fanOutLimit }: RelayOptions,
  membership: Membership,
): Record<Lane, OutboxLane[]> {
  const streams = <T>(lane: Lane, open: (options: StreamOptions) => T): T[] =>
    kvStores.map((_, shard) =>
      open({
        lane,
        shard,
        ownership: membership,
        pool: lanes[lane],
        readCheckpoint: (origin) => readCheckpoint(kv, { lane, shard, origin }),
        isFault: async (error) => !isDown(error) && await isEventFault(kv, shard, error),
        onParked: (eventId, error) => log.error("event parked", { lane, eventId, error }),
      })
    );
  const effects = (lane: Lane) =>
    streams(lane, (options) => {
      const delivery = new Delivery({ ...options, kv, system, handlers, self });
      return new LaneStream({
        ...options,
        limit: EVENTS_PER_DELIVERY,
        async prepare(sql, events, parts) {
          if (lane === "talk") await indexMessages(sql, events, parts);
          return await changeInboxes(sql, events, parts);
        },
        deliver: (events, deltas, checkpoint, { parts, ...how }) =>
          delivery.deliver({ events, deltas, parts }, checkpoint, how),
      });
    });
  const shards = kvStores.length;
  return {
    main: effects("main"),
    talk: effects("talk"),
    fan_out: streams("fan_out", (options) => {
      let pieces = NO_PARTS;
      const fanOuts = new FanOuts({ ...options, kv, system, self });
      return new LaneStream({
        ...options,
        limit: FAN_OUTS_PER_DELIVERY,
        prepare: (sql, events, parts) =>
          prepareFanOuts(sql, events, parts, {
            pulledAbove: fanOutLimit,
            shards,
            onPieces: (more) => void (pieces |= more),
          }),
        deliver(...batch) {
          // The preparation is committed now.
          membership.wake("fan_out", pieces, { isUrgent: true });
          pieces = NO_PARTS;
          return fanOuts.deliver(...batch);
        },
      });
    }),
  };
}

/** The options of a stream that its lane does not choose. */
type StreamOptions = Omit<LaneStreamOptions<never, Checkpoint>, "limit" | "prepare" | "deliver">;
