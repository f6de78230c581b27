import { LRUCache } from "lru-cache";
import { byteBound } from "../byte_bound.ts";

/** Reads many values at once. Ids without a value are missing in the result. */
export type LoadMany<V, Id extends string> = (ids: readonly Id[]) => Promise<Map<string, V>>;

/** The reads of a {@link BatchCache}. */
export interface BatchReads<V, Id extends string = string> {
  /** Returns the value if it is in memory. */
  peek(id: Id): V | undefined;
  /** Returns the value from memory or from a load. */
  get(id: Id): Promise<V | undefined>;
  /** Returns the values in the order of the ids. All missing ones come from one load. */
  getMany(ids: readonly Id[]): Promise<Map<Id, V>>;
}

/** Ids in one query. */
const BATCH_MAX = 500;

/**
 * A bounded cache over a batch loader. Concurrent readers of one id share a load; readers in one
 * turn of the event loop share a query. A load that an invalidation overtakes is returned but not
 * cached: after `invalidate`, nobody reads an older value.
 */
export class BatchCache<V extends object, Id extends string = string> implements BatchReads<V, Id> {
  readonly #values: LRUCache<string, V>;
  readonly #loading = new Map<string, Promise<V | undefined>>();
  readonly #load: LoadMany<V, Id>;
  #batch: { ids: Id[]; values: Promise<Map<string, V>> } | null = null;

  constructor(options: { maxBytes: number; load: LoadMany<V, Id> }) {
    this.#values = new LRUCache(byteBound(options.maxBytes));
    this.#load = options.load;
  }

  /** Returns the value if it is in memory. */
  peek(id: Id): V | undefined {
    return this.#values.get(id);
  }

  async get(id: Id): Promise<V | undefined> {
    return this.#values.get(id) ?? (await this.getMany([id])).get(id);
  }

  /** Returns the values in the order of the ids. All missing ones come from one load. */
  async getMany(ids: readonly Id[]): Promise<Map<Id, V>> {
    const found = new Map<Id, V>();
    const waiting: [Id, Promise<V | undefined>][] = [];
    for (const id of ids) {
      const value = this.#values.get(id);
      if (value !== undefined) found.set(id, value);
      else waiting.push([id, this.#loading.get(id) ?? this.#start(id)]);
    }
    if (waiting.length === 0) return found;
    for (const [id, loading] of waiting) {
      const value = await loading;
      if (value !== undefined) found.set(id, value);
    }
    const inOrder = ids.flatMap((id) => found.has(id) ? [[id, found.get(id)!] as const] : []);
    return new Map(inOrder);
  }

  /** Stores a value that the caller knows to be current, and discards loads under way. */
  put(id: Id, value: V): void {
    this.#loading.delete(id);
    this.#values.set(id, value);
  }

  invalidate(id: Id): void {
    this.#loading.delete(id);
    this.#values.delete(id);
  }

  clear(): void {
    this.#loading.clear();
    this.#values.clear();
  }

  get size(): number {
    return this.#values.size;
  }

  #start(id: Id): Promise<V | undefined> {
    const loading: Promise<V | undefined> = this.#gather(id).then((values) => {
      const value = values.get(id);
      if (this.#loading.get(id) === loading) {
        this.#loading.delete(id);
        if (value !== undefined) this.#values.set(id, value);
      }
      return value;
    }, (error) => {
      if (this.#loading.get(id) === loading) this.#loading.delete(id);
      throw error;
    });
    // Each reader awaits in turn; a load that fails first must not count as unhandled.
    loading.catch(() => {});
    this.#loading.set(id, loading);
    return loading;
  }

  /** Adds an id to the next load, which begins after this turn of the event loop. */
  #gather(id: Id): Promise<Map<string, V>> {
    if (this.#batch === null || this.#batch.ids.length >= BATCH_MAX) {
      const ids: Id[] = [];
      const values = Promise.resolve().then(() => {
        if (this.#batch?.ids === ids) this.#batch = null;
        return this.#load(ids);
      });
      this.#batch = { ids, values };
    }
    this.#batch.ids.push(id);
    return this.#batch.values;
  }
}
