import { LRUCache } from "lru-cache";
import { byteBound } from "../../lib/byte_bound.ts";
import type { ActorKind, Envelope } from "./actor.ts";
import { Batch, type Unit } from "./batch.ts";
import { Pump } from "./pump.ts";
import { CLUSTER_TOPIC } from "../topics/cluster_message.ts";
import type { Interests } from "../topics/interests.ts";
import type { KvCommit } from "../topics/own_commits.ts";
import type { ShardInterests } from "./shard_interests.ts";
import { shardOfId, shardOfUnit } from "./shards.ts";
import { appendToLogs } from "../topics/topics.ts";

/** Thrown when a row that a unit checks has changed, because something else was written first. */
export class Fenced extends Error {
  override readonly name = "Fenced";
}

/** Figures for the metrics. */
export interface SystemStats {
  commits: number;
  mutations: number;
  waiting: number;
  resident: number;
}

const RESIDENT_BYTES_MAX = 64 * 1024 ** 2;
/** Commits of one batch, each with messages for the interests of that time. */
const TRIES_MAX = 3;
const IDLE_MS = 5 * 60_000;

/**
 * Runs actors. Messages that wait are committed together in one atomic write. No timer is involved:
 * the next write begins when the previous one returns. Three invariants hold:
 *
 * 1. One write is in flight for each KV store, in the order of sending. A unit is written whole or
 *    not at all, and one that fails does not fail its neighbours.
 * 2. Memory and topics follow KV: states change and topics are announced only after the write. If
 *    nobody knows whether it succeeded, the states are dropped and their readers look again.
 * 3. A state in memory contains every message that was written since it was loaded. A load in
 *    progress catches up with them. A state that is evicted during a write is not put back.
 */
export class ActorSystem {
  readonly #kv: Deno.Kv;
  readonly #onCommitted: (topics: ReadonlySet<string>, commit: KvCommit | null) => void;
  readonly #resident: LRUCache<string, object>;
  readonly #loading = new Map<string, { missed: Envelope[]; state: Promise<object> }>();
  /** One for each KV store. */
  readonly #pumps: readonly Pump[];
  /** Undefined if messages name everything. */
  readonly #interests: ShardInterests | undefined;
  #evictions = 0;
  #commits = 0;
  #mutations = 0;

  /** `onCommitted` gets the topics of each commit, and its name unless its outcome is unknown. */
  constructor(
    kv: Deno.Kv,
    onCommitted: (topics: ReadonlySet<string>, commit: KvCommit | null) => void,
    { residentBytesMax = RESIDENT_BYTES_MAX, shards = 1, interests }: {
      residentBytesMax?: number;
      shards?: number;
      interests?: ShardInterests;
    } = {},
  ) {
    this.#kv = kv;
    this.#onCommitted = onCommitted;
    this.#resident = new LRUCache({
      ...byteBound(residentBytesMax),
      ttl: IDLE_MS,
      ttlResolution: 0,
      // The age is read with every state. The finer clock would be a call out of V8.
      perf: Date,
    });
    this.#interests = interests;
    this.#pumps = Array.from({ length: shards }, (_, shard) =>
      new Pump({
        newBatch: () => new Batch(this.#resident),
        commit: (batch) => this.#commit(batch, shard),
      }));
  }

  /** Writes a unit; returns the versionstamp of its commit. */
  send(unit: Unit): Promise<string> {
    return this.#pumps[shardOfUnit(unit, this.#pumps.length)]!.send(unit);
  }

  /** Returns the state of an actor if it is in memory. Callers must not change it. */
  peek<S extends object, M>(kind: ActorKind<S, M>, id: string): S | undefined {
    return this.#peek(`${kind.kind}:${id}`) as S | undefined;
  }

  /** Returns the state of an actor, loaded if necessary. Callers must not change it. */
  state<S extends object, M>(kind: ActorKind<S, M>, id: string): S | Promise<S> {
    const address = `${kind.kind}:${id}`;
    const resident = this.#peek(address);
    if (resident !== undefined) return resident as S;
    const loading = this.#loading.get(address);
    return (loading ? loading.state : this.#load(kind, id, address)) as Promise<S>;
  }

  /** Drops a state from memory, because another process has written its rows. */
  evict(kind: { kind: string }, id: string): void {
    const address = `${kind.kind}:${id}`;
    this.#evictions++;
    this.#resident.delete(address);
    this.#loading.delete(address);
  }

  /** Drops all states from memory. */
  evictAll(): void {
    this.#evictions++;
    this.#resident.clear();
    this.#loading.clear();
  }

  /** Drops the states of one KV store from memory. */
  evictShard(shard: number): void {
    if (this.#pumps.length === 1) return this.evictAll();
    this.#evictions++;
    for (const states of [this.#resident, this.#loading]) {
      for (const address of [...states.keys()]) {
        if (shardOfId(address, this.#pumps.length) === shard) states.delete(address);
      }
    }
  }

  /** Gives up the interest in what is neither in memory nor among these topics. */
  async renewInterests(topics: Iterable<string>): Promise<void> {
    await this.#interests?.renew([...this.#resident.keys(), ...this.#loading.keys(), ...topics]);
  }

  /** Frees the memory of actors that were idle for five minutes. */
  sweep(): void {
    this.#resident.purgeStale();
  }

  stats(): SystemStats {
    return {
      commits: this.#commits,
      mutations: this.#mutations,
      waiting: this.#pumps.reduce((sum, pump) => sum + pump.waiting, 0),
      resident: this.#resident.size,
    };
  }

  /** Resolves when every unit that was sent before the call is written or refused. */
  async settled(): Promise<void> {
    await Promise.all(this.#pumps.map((pump) => pump.running));
  }

  #peek(address: string): object | undefined {
    return this.#resident.get(address, { updateAgeOnGet: true });
  }

  #load<S extends object, M>(kind: ActorKind<S, M>, id: string, address: string): Promise<S> {
    const missed: Envelope[] = [];
    const load = () => kind.load(this.#kv, id);
    const state = (this.#interests?.take(id)?.then(load) ?? load()).then((loaded) => {
      let current: S = loaded;
      for (const { message } of missed) {
        current = kind.receive(id, current, message as M).state ?? current;
      }
      if (this.#loading.get(address)?.state === state) {
        this.#loading.delete(address);
        this.#resident.set(address, current);
      }
      return current;
    }, (error) => {
      this.#loading.delete(address);
      throw error;
    });
    this.#loading.set(address, { missed, state });
    return state;
  }

  async #commit(batch: Batch, shard: number): Promise<string> {
    const evictions = this.#evictions;
    const versionstamp = await this.#write(batch, this.#interests?.all[shard]);
    this.#applyToMemory(batch, { wasEvicted: evictions !== this.#evictions });
    this.#onCommitted(new Set(batch.log.keys()), { shard, versionstamp });
    return versionstamp;
  }

  async #write(batch: Batch, interests?: Interests, tries = 1): Promise<string> {
    // If interests keep changing, the messages are sent to all.
    const all = tries <= TRIES_MAX && batch.log.has(CLUSTER_TOPIC) ? interests : undefined;
    if (all?.isKnown === false) await all.refresh();
    const atomic = this.#kv.atomic();
    atomic.check(...batch.checks.values());
    for (const { key, value, expireIn } of batch.rows.values()) {
      if (value === undefined) atomic.delete(key);
      else atomic.set(key, value, expireIn === undefined ? {} : { expireIn });
    }
    all?.check(atomic);
    appendToLogs(this.#kv, atomic, batch.log, all && ((id) => all.has(id)));
    const result = await atomic.commit().catch((error) => {
      this.#forget(batch);
      throw error;
    });
    if (!result.ok) {
      const isOutdated = await all?.refresh().catch(() => false);
      if (isOutdated) return await this.#write(batch, interests, tries + 1);
      // This very commit may have changed the row: after a network error the client sends it again.
      this.#forget(batch);
      throw new Fenced("A row that the commit checks has changed");
    }
    this.#commits++;
    this.#mutations += batch.mutations;
    return result.versionstamp;
  }

  #applyToMemory(batch: Batch, { wasEvicted }: { wasEvicted: boolean }): void {
    for (const [address, state] of batch.states) {
      // A state that was evicted is outdated, and so is the one that was made from it.
      if (wasEvicted || this.#interests?.has(address) === false) this.#resident.delete(address);
      else this.#resident.set(address, state);
    }
    for (const envelope of batch.envelopes) {
      const address = `${envelope.kind.kind}:${envelope.id}`;
      this.#loading.get(address)?.missed.push(envelope);
      // A state that was loaded after the batch was made may lack its rows. Its next reader loads
      // it.
      if (!batch.states.has(address)) this.#resident.delete(address);
    }
  }

  /** Drops the states that an uncertain commit may have changed, and makes readers look again. */
  #forget({ envelopes, log }: Batch): void {
    for (const { kind, id } of envelopes) this.evict(kind, id);
    this.#onCommitted(new Set(log.keys()), null);
  }
}
