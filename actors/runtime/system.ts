import { LRUCache } from "lru-cache";
import { byteBound } from "../../lib/byte_bound.ts";
import type { ActorKind, Envelope } from "./actor.ts";
import { Batch, type Unit } from "./batch.ts";
import { appendToLogs } from "../topics/topics.ts";

/** Thrown when a unit's guard had moved: somebody else has delivered it. */
export class Fenced extends Error {
  override readonly name = "Fenced";
}

/** What the system reports of itself. */
export interface SystemStats {
  commits: number;
  mutations: number;
  waiting: number;
  resident: number;
}

interface Waiting {
  unit: Unit;
  done: PromiseWithResolvers<string>;
}

const RESIDENT_BYTES_MAX = 64 * 1024 ** 2;
const IDLE_MS = 5 * 60_000;

/**
 * Runs actors: one message at a time each, all that wait committed together in one atomic write,
 * one write in flight. Nothing is waited for: the next commit begins when the previous returns.
 */
export class ActorSystem {
  readonly #kv: Deno.Kv;
  readonly #onCommitted: (topics: ReadonlySet<string>) => void;
  readonly #resident: LRUCache<string, object>;
  readonly #loading = new Map<string, { missed: Envelope[]; state: Promise<object> }>();
  readonly #queue: Waiting[] = [];
  #pumping: Promise<void> | null = null;
  #evictions = 0;
  #commits = 0;
  #mutations = 0;

  constructor(
    kv: Deno.Kv,
    onCommitted: (topics: ReadonlySet<string>) => void,
    { residentBytesMax = RESIDENT_BYTES_MAX } = {},
  ) {
    this.#kv = kv;
    this.#onCommitted = onCommitted;
    this.#resident = new LRUCache({
      ...byteBound(residentBytesMax),
      ttl: IDLE_MS,
      ttlResolution: 0,
      // Looked at with each state that is asked for: the finer clock is a call out of V8.
      perf: Date,
    });
  }

  /** Keeps a unit; answers the versionstamp of its commit. */
  send(unit: Unit): Promise<string> {
    const done = Promise.withResolvers<string>();
    this.#queue.push({ unit, done });
    this.#pumping ??= this.#pump();
    return done.promise;
  }

  /** The actor's state, if it is in memory. Callers must not change it. */
  peek<S extends object, M>(kind: ActorKind<S, M>, id: string): S | undefined {
    return this.#peek(`${kind.kind}:${id}`) as S | undefined;
  }

  /** The actor's state, loaded if it is not in memory. Callers must not change it. */
  state<S extends object, M>(kind: ActorKind<S, M>, id: string): S | Promise<S> {
    const address = `${kind.kind}:${id}`;
    const resident = this.#peek(address);
    if (resident !== undefined) return resident as S;
    const loading = this.#loading.get(address);
    return (loading ? loading.state : this.#load(kind, id, address)) as Promise<S>;
  }

  /** Drops states from memory: somebody else has written their rows. */
  evict(kind: { kind: string }, id: string): void {
    const address = `${kind.kind}:${id}`;
    this.#evictions++;
    this.#resident.delete(address);
    this.#loading.delete(address);
  }

  evictAll(): void {
    this.#evictions++;
    this.#resident.clear();
    this.#loading.clear();
  }

  /** Frees the memory of actors that were idle for some minutes. */
  sweep(): void {
    this.#resident.purgeStale();
  }

  stats(): SystemStats {
    return {
      commits: this.#commits,
      mutations: this.#mutations,
      waiting: this.#queue.length,
      resident: this.#resident.size,
    };
  }

  /** Resolves when everything sent so far is kept or refused. */
  async settled(): Promise<void> {
    await this.#pumping;
  }

  #peek(address: string): object | undefined {
    return this.#resident.get(address, { updateAgeOnGet: true });
  }

  #load<S extends object, M>(kind: ActorKind<S, M>, id: string, address: string): Promise<S> {
    const missed: Envelope[] = [];
    const state = kind.load(this.#kv, id).then((loaded) => {
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

  async #pump(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = new Batch(this.#resident);
      const taken: Waiting[] = [];
      try {
        while (this.#queue.length > 0 && batch.takes(this.#queue[0]!.unit)) {
          taken.push(this.#queue.shift()!);
        }
      } catch (error) {
        // Its actor cannot take it. What the batch has of it is dropped with the batch.
        this.#queue.shift()!.done.reject(error);
        await this.#commitAlone(taken);
        continue;
      }
      try {
        const versionstamp = await this.#commit(batch);
        for (const { done } of taken) done.resolve(versionstamp);
      } catch (error) {
        // One unit must not fail its neighbours: each is tried again alone.
        if (taken.length > 1) await this.#commitAlone(taken);
        else taken[0]!.done.reject(error);
      }
    }
    // Here and not after a turn: whoever sends in between would wait for a pump that has stopped.
    this.#pumping = null;
  }

  /** Drops what an uncertain commit may have written from memory, and makes readers look again. */
  #forget({ envelopes, log }: Batch): void {
    for (const { kind, id } of envelopes) this.evict(kind, id);
    this.#onCommitted(new Set(log.keys()));
  }

  async #commitAlone(taken: readonly Waiting[]): Promise<void> {
    for (const { unit, done } of taken) {
      const batch = new Batch(this.#resident);
      batch.takes(unit);
      await this.#commit(batch).then(done.resolve, done.reject);
    }
  }

  async #commit(batch: Batch): Promise<string> {
    const atomic = this.#kv.atomic();
    for (const { key, versionstamp, value } of batch.guards) {
      atomic.check({ key, versionstamp }).set(key, value);
    }
    for (const { key, value, expireIn } of batch.rows.values()) {
      if (value === undefined) atomic.delete(key);
      else atomic.set(key, value, expireIn === undefined ? {} : { expireIn });
    }
    appendToLogs(this.#kv, atomic, batch.log);
    const evictions = this.#evictions;
    const result = await atomic.commit().catch((error) => {
      this.#forget(batch);
      throw error;
    });
    if (!result.ok) {
      // The guard may have moved by this very commit: after a network error the client sends it again.
      this.#forget(batch);
      throw new Fenced("Another instance has moved the guard");
    }
    this.#commits++;
    this.#mutations += batch.mutations;
    // A state that was dropped meanwhile was outdated, and so is what was made of it.
    for (const [address, state] of batch.states) {
      if (evictions === this.#evictions) this.#resident.set(address, state);
      else this.#resident.delete(address);
    }
    for (const envelope of batch.envelopes) {
      const address = `${envelope.kind.kind}:${envelope.id}`;
      this.#loading.get(address)?.missed.push(envelope);
      // Loaded since the batch was made, and perhaps from before its rows: the next reader looks.
      if (!batch.states.has(address)) this.#resident.delete(address);
    }
    this.#onCommitted(new Set(batch.log.keys()));
    return result.versionstamp;
  }
}
