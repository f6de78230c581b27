import { LOG_KEPT_DAYS } from "../../domain/limits.ts";
import type { LogContent } from "../../domain/events/events.ts";
import { appendMessages, type HasInterest } from "./cluster_log.ts";
import { CLUSTER_TOPIC, type ClusterContent, type ClusterEntry } from "./cluster_message.ts";

/** Something that happened on a topic. */
export type LogEntry = (LogContent | ClusterContent) & {
  /** An event that is delivered twice has the same id. */
  id: string;
  /** Milliseconds since 1970. */
  at: number;
};

/** A place in the log of a topic: after the entry `index` of the commit `versionstamp`. */
export interface Position {
  versionstamp: string;
  index: number;
}

/** An entry with its place. */
export interface Placed {
  entry: LogEntry;
  position: Position;
}

const LOG_KEPT_MS = LOG_KEPT_DAYS * 24 * 60 * 60 * 1000;
/** Clients get a new cursor after this time, so that theirs is valid for nearly as long as logs. */
const HELD_MS_MAX = 60 * 60 * 1000;
const START: Position = { versionstamp: "00000000000000000000", index: Number.MAX_SAFE_INTEGER };
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

  /** Returns the next entries after a place, oldest first, at most a page of commits. */
  after(topic: string, position: Position): Promise<Placed[]> {
    // Most followers of a topic wait at the same place, so they share the read.
    const reads = this.#reads.get(topic) ?? new Map<string, Promise<Placed[]>>();
    this.#reads.set(topic, reads);
    const place = `${position.versionstamp}.${position.index}`;
    const shared = reads.get(place);
    if (shared) return shared;
    const read = this.#read(topic, position).finally(() => this.forget(topic));
    reads.set(place, read);
    return read;
  }

  /** Called when a topic has grown, so that later callers do not share reads that began before. */
  forget(topic: string): void {
    this.#reads.delete(topic);
  }

  async #read(topic: string, position: Position): Promise<Placed[]> {
    await this.#takeInterest(topic);
    const rows = this.#kv.list<LogEntry[]>({
      start: ["log", topic, position.versionstamp],
      end: ["log", topic, "g"], // versionstamps are lower-case hex
    }, { limit: PAGE });
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

  /** Returns the opaque text of a place that clients store. */
  cursor(position: Position, now: number = Date.now()): string {
    const index = position.index === Number.MAX_SAFE_INTEGER ? "-" : position.index.toString(36);
    return [this.#generation, now.toString(36), position.versionstamp, index].join(".");
  }

  /** Whether a cursor is as good as a newer one: it has the same place and nearly the same time. */
  isAsGood(held: string, newer: string): boolean {
    const [, heldAt, heldStamp, heldIndex] = held.split(".") as [string, string, string, string];
    const [, at, stamp, index] = newer.split(".") as [string, string, string, string];
    if (heldStamp !== stamp || heldIndex !== index) return false;
    return parseInt(at, 36) - parseInt(heldAt, 36) < HELD_MS_MAX;
  }

  /** Returns the place of a cursor, "reset" if the log after it is deleted, null for other text. */
  parse(cursor: string, now: number = Date.now()): Position | "reset" | null {
    const match = /^(\w{8})\.([0-9a-z]{1,10})\.([0-9a-f]{20})\.(-|[0-9a-z]{1,4})$/.exec(cursor);
    if (!match) return null;
    const [, generation, at, versionstamp, index] = match as unknown as [string, ...string[]];
    if (generation !== this.#generation || parseInt(at!, 36) < now - LOG_KEPT_MS) return "reset";
    return {
      versionstamp: versionstamp!,
      index: index === "-" ? Number.MAX_SAFE_INTEGER : parseInt(index!, 36),
    };
  }
}
