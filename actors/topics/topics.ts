import { LOG_KEPT_DAYS } from "../../domain/limits.ts";
import { CLUSTER_MESSAGES_KEPT_MS, CLUSTER_TOPIC } from "./names.ts";

/** Something that happened on a topic: ids and what changed, never the thing itself. */
export interface LogEntry {
  /** Repeats of one event carry one id. */
  id: string;
  type: string;
  /** Milliseconds since 1970. */
  at: number;
  ref: Readonly<Record<string, unknown>>;
}

/** A place in a topic's log: after the entry `index` of the commit `versionstamp`. */
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
/** A cursor is told anew after this time, so that it is good for nearly as long as logs are kept. */
const HELD_MS_MAX = 60 * 60 * 1000;
const START: Position = { versionstamp: "00000000000000000000", index: Number.MAX_SAFE_INTEGER };
const PAGE = 100;

/** Adds the rows of log entries to a commit: one row a topic, its key ending in the versionstamp. */
export function appendToLogs(
  kv: Deno.Kv,
  commit: Deno.AtomicOperation,
  entries: ReadonlyMap<string, LogEntry[]>,
): void {
  for (const [topic, logged] of entries) {
    const expireIn = topic === CLUSTER_TOPIC ? CLUSTER_MESSAGES_KEPT_MS : LOG_KEPT_MS;
    commit.set(["log", topic, kv.commitVersionstamp()], logged, { expireIn });
  }
}

/** Reads topic logs and speaks their cursors. */
export class TopicLogs {
  readonly #kv: Deno.Kv;
  #generation = "";
  readonly #reads = new Map<string, Map<string, Promise<Placed[]>>>();

  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  /** Says which life of the KV store this is: cursors of another are answered with a reset. */
  open(generation: string): void {
    this.#generation = generation;
  }

  /** The place after the newest entry. */
  async head(topic: string): Promise<Position> {
    const newest = this.#kv.list<LogEntry[]>({ prefix: ["log", topic] }, {
      limit: 1,
      reverse: true,
    });
    for await (const row of newest) {
      return { versionstamp: row.key[2] as string, index: row.value.length - 1 };
    }
    return START;
  }

  /** The next entries after a place, oldest first, at most a page of commits. */
  after(topic: string, position: Position): Promise<Placed[]> {
    // Followers of one topic mostly wait at the same place: they share the read.
    const reads = this.#reads.get(topic) ?? new Map<string, Promise<Placed[]>>();
    this.#reads.set(topic, reads);
    const place = `${position.versionstamp}.${position.index}`;
    const shared = reads.get(place);
    if (shared) return shared;
    const read = this.#read(topic, position).finally(() => this.forget(topic));
    reads.set(place, read);
    return read;
  }

  /** Called when a topic has grown: reads begun before do not count for whoever asks from now on. */
  forget(topic: string): void {
    this.#reads.delete(topic);
  }

  async #read(topic: string, position: Position): Promise<Placed[]> {
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

  /** The opaque text of a place, as clients keep it. */
  cursor(position: Position, now: number = Date.now()): string {
    const index = position.index === Number.MAX_SAFE_INTEGER ? "-" : position.index.toString(36);
    return [this.#generation, now.toString(36), position.versionstamp, index].join(".");
  }

  /** Whether who holds a cursor has no need of a newer one: the place is the same, the moment near. */
  isAsGood(held: string, newer: string): boolean {
    const [, heldAt, heldStamp, heldIndex] = held.split(".") as [string, string, string, string];
    const [, at, stamp, index] = newer.split(".") as [string, string, string, string];
    if (heldStamp !== stamp || heldIndex !== index) return false;
    return parseInt(at, 36) - parseInt(heldAt, 36) < HELD_MS_MAX;
  }

  /** The place of a cursor; "reset" if what follows it is no longer kept; null if it is no cursor. */
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

/** The id of this KV store's life: a store that was wiped starts a new one. */
export async function openGeneration(kv: Deno.Kv): Promise<{ id: string; isNew: boolean }> {
  const key = ["meta", "generation"];
  const id = crypto.randomUUID().slice(0, 8);
  const claimed = await kv.atomic().check({ key, versionstamp: null }).set(key, id).commit();
  if (claimed.ok) return { id, isNew: true };
  return { id: (await kv.get<string>(key)).value!, isNew: false };
}
