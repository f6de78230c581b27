import { LRUCache } from "lru-cache";
import type { Epoch } from "../../domain/posts/popularity.ts";
import { refreshPopularity } from "./popularity.ts";
import { listNewest } from "./popularity_epochs.ts";
import { listHot, type PopularPlace } from "./popular_posts.ts";
import type { SqlPool } from "../sql.ts";
import type { Source } from "../../lib/cache/page_cache.ts";

const CHECKED_EVERY_MS = 500;
const REFRESHED_EVERY_MS = 1000;
/** Refreshes for readers take at most this fraction (1/50) of all time. */
const IDLE_FACTOR = 50;
/** A refresh that takes longer is left to the job. */
const READERS_WAIT_MS_MAX = 500;
/** The number of places of hottest posts that are cached in memory. */
const HEAD = 500;
const HEADS_MAX = 32;

/** The hottest posts of an epoch. */
export interface Head {
  places: readonly PopularPlace[];
}

/**
 * The epochs of popularity. A job refreshes it, and so does a reader if that is quick. A small
 * installation thus shows new popularity at once, a large one after a minute.
 */
export class Epochs implements Source {
  readonly #sql: SqlPool;
  /** Called when this process gets to know an epoch. */
  readonly #onNew: (epoch: string) => void;
  readonly #heads = new LRUCache<number, Promise<Head>>({ max: HEADS_MAX });
  #newest: Epoch | null = null;
  #checkAt = 0;
  #checking: Promise<Epoch> | null = null;

  constructor(sql: SqlPool, onNew: (epoch: string) => void = () => {}) {
    this.#sql = sql;
    this.#onNew = onNew;
  }

  /** Returns the newest epoch that this process knows: the same object until another begins. */
  peek(): Epoch | null {
    return this.#newest;
  }

  /** Returns the newest epoch. It misses one that another instance began within half a second. */
  async newest(): Promise<Epoch> {
    if (this.#newest !== null && performance.now() < this.#checkAt) return this.#newest;
    this.#checking ??= this.#check().finally(() => this.#checking = null);
    return await this.#checking;
  }

  /** Returns an epoch, or the newest one if this epoch has been deleted. */
  async findOrNewest(epoch: number): Promise<Epoch> {
    if (this.#newest?.epoch === epoch) return this.#newest;
    const [found] = await this.#sql<Epoch[]>`
      select epoch, trending, categories from popularity_epochs where epoch = ${epoch}`;
    if (found !== undefined) this.#onNew(String(epoch));
    return found ?? await this.newest();
  }

  /** Returns the hottest posts of an epoch. */
  async head({ epoch }: Epoch): Promise<Head> {
    let head = this.#heads.get(epoch);
    if (head === undefined) {
      head = listHot(this.#sql, epoch, null, HEAD).then((places) => ({ places }));
      head.catch(() => this.#heads.delete(epoch));
      this.#heads.set(epoch, head);
    }
    return await head;
  }

  /** Returns the same only if it is in memory: few readers walk in one old epoch. */
  async knownHead({ epoch }: Epoch): Promise<Head | null> {
    return await this.#heads.get(epoch) ?? null;
  }

  /** Refreshes all posts. Returns how many rows were changed and deleted. */
  async refresh(sql: SqlPool): Promise<{ changed: number; deleted: number }> {
    const refreshed = await refreshPopularity(sql);
    await this.#read();
    return refreshed ?? { changed: 0, deleted: 0 };
  }

  async #check(): Promise<Epoch> {
    const [state] = await this.#sql<{ age: number; tookMs: number }[]>`
      select extract(epoch from clock_timestamp() - refreshed_at)::float8 * 1000 as age, took_ms
      from popularity_state where isfinite(refreshed_at)`;
    const isDue = state === undefined || state.tookMs < READERS_WAIT_MS_MAX &&
        state.age > Math.max(REFRESHED_EVERY_MS, IDLE_FACTOR * state.tookMs);
    if (isDue) await refreshPopularity(this.#sql);
    return await this.#read();
  }

  async #read(): Promise<Epoch> {
    const [newest = { epoch: 0, trending: [], categories: {} }] = await listNewest(this.#sql);
    this.#checkAt = performance.now() + CHECKED_EVERY_MS;
    // Keep the same object for the same epoch, because cached pages depend on it.
    if (this.#newest?.epoch !== newest.epoch) {
      this.#newest = newest;
      this.#onNew(String(newest.epoch));
    }
    return this.#newest;
  }
}
