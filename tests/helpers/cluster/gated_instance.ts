import { readCheckpoint } from "../../../actors/delivery/checkpoint.ts";
import { Delivery } from "../../../actors/delivery/delivery.ts";
import { Pokes } from "../../../actors/delivery/pokes.ts";
import { OutboxRelay } from "../../../actors/delivery/relay.ts";
import { ActorSystem } from "../../../actors/runtime/system.ts";
import { Membership } from "../../../context/cluster/membership.ts";
import { LaneStream } from "../../../db/outbox/lane_stream.ts";
import type { SqlPool } from "../../../db/sql.ts";
import { openLog } from "../../../lib/log/log.ts";
import { NO_HANDLERS } from "../app/no_handlers.ts";
import { Gate } from "./gate.ts";

const EVENTS_PER_DELIVERY = 4;
const log = openLog("silent");

/** An instance that delivers the main lane. Its transactions and requests to KV may stand still. */
export interface GatedInstance extends AsyncDisposable {
  gate: Gate;
  membership: Membership;
  relay: OutboxRelay;
}

/** Starts an instance on a database and a KV store that it shares with others. */
export async function startGated(pool: SqlPool, store: Deno.Kv): Promise<GatedInstance> {
  const gate = new Gate();
  const kv = gatedKv(store, gate);
  const sql = gatedSql(pool, gate);
  const membership = new Membership({
    sql,
    pokes: new Pokes(store),
    shards: 1,
    isAlone: false,
    log,
    adoptOldLanes: () => Promise.resolve([]),
    onWaiting: (lane, wakening) => relay.wake(lane, wakening),
  });
  const options = { lane: "main", shard: 0 } as const;
  const system = new ActorSystem(kv, () => {});
  const delivery = new Delivery({
    ...options,
    kv,
    system,
    handlers: NO_HANDLERS,
    self: membership.id,
  });
  const stream = new LaneStream({
    ...options,
    pool: sql,
    ownership: membership,
    limit: EVENTS_PER_DELIVERY,
    isFault: () => Promise.resolve(false),
    onParked() {},
    readCheckpoint: (origin) => readCheckpoint(kv, { ...options, origin }),
    prepare: () => Promise.resolve([]),
    deliver: (events, deltas, checkpoint, { parts, ...how }) =>
      delivery.deliver({ events, deltas, parts }, checkpoint, how),
  });
  const relay = new OutboxRelay({ main: [stream], fan_out: [], talk: [] }, { log });
  await membership.start();
  relay.start();
  return {
    gate,
    membership,
    relay,
    async [Symbol.asyncDispose]() {
      gate.open();
      await relay[Symbol.asyncDispose]();
      await membership[Symbol.asyncDispose]();
    },
  };
}

function gatedKv(store: Deno.Kv, gate: Gate): Deno.Kv {
  return {
    get: gate.around(store.get.bind(store)),
    commitVersionstamp: () => store.commitVersionstamp(),
    list: store.list.bind(store),
    atomic() {
      const operation = store.atomic();
      operation.commit = gate.around(operation.commit.bind(operation));
      return operation;
    },
  } as Partial<Deno.Kv> as Deno.Kv;
}

function gatedSql(pool: SqlPool, gate: Gate): SqlPool {
  const begin = gate.around(pool.begin.bind(pool) as (...args: unknown[]) => Promise<unknown>);
  return new Proxy(pool, {
    get: (target, name) => name === "begin" ? begin : Reflect.get(target, name),
  });
}
