import { LogPlaces, type MergedLogsOptions } from "./log_places.ts";
import { inOrder, type Merged, type Pending, withPlaces } from "./merge_order.ts";
import type { Places, Position } from "./places.ts";

/** Rows of one log that are read at once, at most, and of all logs together. */
const ROWS_MAX = 100;
const ROWS_OF_ALL = 2000;
const ROWS_MIN = 5;
/** Of so many logs, it is cheaper to ask first which have grown. */
const ASKED_FIRST = 10;

/**
 * Several logs as one, in the order of their commits. One cursor is a place in all of them. It is
 * never after the newest commit that was heard of: logs may have grown unnoticed since then.
 */
export class MergedLogs {
  readonly #options: MergedLogsOptions;
  readonly #places: LogPlaces;
  readonly #grown = new Set<string>();
  readonly #pending = new Map<string, Pending>();

  /** Merges from these places on. */
  constructor(options: MergedLogsOptions, start: Places) {
    this.#options = options;
    this.#places = new LogPlaces(options, start);
  }

  /** Adds a log. If it has a position, the entries after it are wanted. */
  add(topic: string, position: Position | null = null): void {
    this.#places.add(topic, position);
  }

  /** Begins after everything that the logs have now. */
  startNow(): Promise<void> {
    return this.#places.startNow();
  }

  remove(topic: string): void {
    this.#places.remove(topic);
    this.#grown.delete(topic);
    this.#pending.delete(topic);
  }

  has(topic: string): boolean {
    return this.#places.has(topic);
  }

  topics(): Iterable<string> {
    return this.#places.topics();
  }

  /** Reports that the log of a topic has grown. */
  grow(topic: string): void {
    if (this.has(topic)) this.#grown.add(topic);
  }

  /** Whether there may be entries that were not sent. */
  get hasNews(): boolean {
    return this.#grown.size > 0 || this.#pending.size > 0;
  }

  /** Returns the places up to which everything was sent. */
  resume(): Places {
    if (!this.hasNews) this.#places.catchUp();
    return this.#places.reached;
  }

  /** Returns the next entries in order, none only if there are none. */
  async next(): Promise<Merged[]> {
    const places = this.#places;
    for (;;) {
      const heard = this.#options.heard();
      await this.#read();
      const entries = inOrder(this.#pending, this.#grown, (topic) => places.shardOf(topic));
      if (entries.length > 0) {
        return withPlaces(
          entries,
          places.reached,
          (place, shard) => places.clip(place, shard, heard),
        );
      }
      if (!this.hasNews) return [];
    }
  }

  /** Marks the first entry of a log as sent. */
  handled({ topic, entry, position, resume }: Merged): void {
    const pending = this.#pending.get(topic);
    this.#places.move(topic, position, resume);
    // The log may have been removed, and added again.
    if (pending?.entries[0]?.entry !== entry) return;
    pending.entries.shift();
    this.#settle(topic);
  }

  #settle(topic: string): void {
    const pending = this.#pending.get(topic);
    if (pending === undefined || pending.entries.length > 0) return;
    this.#pending.delete(topic);
    if (pending.isCut) this.#grown.add(topic);
  }

  /** Reads the logs that have grown, and of which nothing waits. */
  async #read(): Promise<void> {
    const wanted = [...this.#grown].filter((topic) => !this.#pending.has(topic));
    wanted.forEach((topic) => this.#grown.delete(topic));
    try {
      const topics = wanted.length > ASKED_FIRST ? await this.#places.longer(wanted) : wanted;
      const share = Math.floor(ROWS_OF_ALL / topics.length);
      const limit = Math.min(ROWS_MAX, Math.max(ROWS_MIN, share));
      await Promise.all(topics.map((topic) => this.#readLog(topic, limit)));
    } catch (error) {
      wanted.forEach((topic) => this.grow(topic));
      throw error;
    }
  }

  async #readLog(topic: string, limit: number): Promise<void> {
    const entries = await this.#options.logs.after(topic, this.#places.of(topic), limit);
    if (!this.has(topic)) return;
    const commits = new Set(entries.map(({ position }) => position.versionstamp)).size;
    // The row of the place itself counts too.
    this.#pending.set(topic, { entries: [...entries], isCut: commits >= limit - 1 });
    this.#settle(topic);
  }
}
