import { LOG_KEPT_DAYS } from "../../domain/limits.ts";
import type { LogContent } from "../../domain/events/events.ts";
import { appendMessages, type HasInterest } from "./cluster_log.ts";
import { CLUSTER_TOPIC, type ClusterContent, type ClusterEntry } from "./cluster_message.ts";
import { hasLogHead, logHeadKey, placeBefore, readLogHeads } from "./log_heads.ts";
import { cursorText, parseCursor, type Places, type Position, START } from "./places.ts";

export type { Places, Position };

/** Something that happened on a topic. */
export type LogEntry = (LogContent | ClusterContent) & {
  /** An event that is delivered twice has the same id. */
  id: string;
  /** Milliseconds since 1970. */
  at: number;
};

/** An entry with its place. */
export interface Placed {
  entry: LogEntry;
  position: Position;
}

const LOG_KEPT_MS = LOG_KEPT_DAYS * 24 * 60 * 60 * 1000;
/** Clients get a new cursor after this time, so that theirs is valid for nearly as long as logs. */
const HELD_MS_MAX = 60 * 60 * 1000;
const PAGE = 100;

/**
 * Adds log entries to a commit: one row per topic, with a key that ends in the versionstamp. Of
 * cluster messages it adds the topics and actors that an instance has an interest in.
 */
export function appendToLogs(
  kv: Deno.Kv,
  commit: Deno.AtomicOperation,
  entries: ReadonlyMap<string, LogEntry[]>,
  hasInterest: HasInterest = () => true,
): void {
  for (const [topic, logged] of entries) {
    if (topic === CLUSTER_TOPIC) appendMessages(kv, commit, logged as ClusterEntry[], hasInterest);
    else commit.set(["log", topic, kv.commitVersionstamp()], logged, { expireIn: LOG_KEPT_MS });
    if (hasLogHead(topic)) commit.set(logHeadKey(topic), null, { expireIn: LOG_KEPT_MS });
  }
}

/** Reads the logs of topics, and converts places in them from and to cursors. */
export class TopicLogs {
  readonly #kv: Deno.Kv;
  readonly #takeInterest: (topic: string) => Promise<void> | null;
  #generation = "";
  readonly #reads = new Map<string, Map<string, Promise<Placed[]>>>();

  /** `takeInterest` is awaited before a read, so that the growth of the topic is announced here. */
  constructor(kv: Deno.Kv, takeInterest: (topic: string) => Promise<void> | null = () => null) {
    this.#kv = kv;
    this.#takeInterest = takeInterest;
  }

  /** Sets the generation of the KV store. Cursors of another generation get a reset. */
  open(generation: string): void {
    this.#generation = generation;
  }

  /** Returns the place after the newest entry. */
  async head(topic: string): Promise<Position> {
    await this.#takeInterest(topic);
    const newest = this.#kv.list<LogEntry[]>({ prefix: ["log", topic] }, {
      limit: 1,
      reverse: true,
    });
    for await (const row of newest) {
      return { versionstamp: row.key[2] as string, index: row.value.length - 1 };
    }
    return START;
  }

  /** Resolves when the growth of these topics will be announced here. */
  async listen(topics: readonly string[]): Promise<void> {
    await Promise.all(topics.map((topic) => this.#takeInterest(topic)));
  }

  /** Returns the newest commits to the logs of conversations of one KV store; of none "". */
  heads(topics: readonly string[]): Promise<Map<string, string>> {
    return readLogHeads(this.#kv, topics);
  }

  /** Returns a place before the entries since a time, of the newest page. */
  async since(topic: string, at: number): Promise<Position> {
    await this.#takeInterest(topic);
    return await placeBefore(this.#kv, topic, { at, limit: PAGE });
  }

  /** Returns the next entries after a place, oldest first, of at most so many commits. */
  after(topic: string, position: Position, limit = PAGE): Promise<Placed[]> {
    // Most followers of a topic wait at the same place, so they share the read.
    const reads = this.#reads.get(topic) ?? new Map<string, Promise<Placed[]>>();
    this.#reads.set(topic, reads);
    const place = `${position.versionstamp}.${position.index}.${limit}`;
    const shared = reads.get(place);
    if (shared) return shared;
    const read = this.#read(topic, position, limit).finally(() => this.forget(topic));
    reads.set(place, read);
    return read;
  }

  /** Called when a topic has grown, so that later callers do not share reads that began before. */
  forget(topic: string): void {
    this.#reads.delete(topic);
  }

  async #read(topic: string, position: Position, limit: number): Promise<Placed[]> {
    await this.#takeInterest(topic);
    const rows = this.#kv.list<LogEntry[]>({
      start: ["log", topic, position.versionstamp],
      end: ["log", topic, "g"], // versionstamps are lower-case hex
    }, { limit });
    const placed: Placed[] = [];
    for await (const { key, value } of rows) {
      const versionstamp = key[2] as string;
      value.forEach((entry, index) => {
        if (versionstamp === position.versionstamp && index <= position.index) return;
        placed.push({ entry, position: { versionstamp, index } });
      });
    }
    return placed;
  }

  /** Returns the opaque text of places that clients store. */
  cursor(places: Position | Places, now: number = Date.now()): string {
    return cursorText(this.#generation, now, "index" in places ? [places] : places);
  }

  /** Whether a cursor is as good as a newer one: it has the same place and nearly the same time. */
  isAsGood(held: string, newer: string): boolean {
    const [, heldAt, ...heldPlaces] = held.split(".") as [string, string, ...string[]];
    const [, at, ...places] = newer.split(".") as [string, string, ...string[]];
    if (heldPlaces.join() !== places.join()) return false;
    return parseInt(at, 36) - parseInt(heldAt, 36) < HELD_MS_MAX;
  }

  /** Returns the places of a cursor, "reset" if a log after it is deleted, null for other text. */
  parse(cursor: string, now: number = Date.now()): Places | "reset" | null {
    const parsed = parseCursor(cursor);
    if (parsed === null) return null;
    const { generation, at, places } = parsed;
    return generation !== this.#generation || at < now - LOG_KEPT_MS ? "reset" : places;
  }
}
