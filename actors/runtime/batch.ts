import { Buffer } from "node:buffer";
import type { LRUCache } from "lru-cache";
import { roughBytes } from "../../lib/byte_bound.ts";
import type { Envelope, Row } from "./actor.ts";
import { CLUSTER_TOPIC } from "../topics/cluster_message.ts";
import { hasLogHead } from "../topics/log_heads.ts";
import type { LogEntry } from "../topics/topics.ts";

interface Logged {
  topic: string;
  entry: LogEntry;
}

/** A row that must have this versionstamp for a commit to succeed. The commit may also set it. */
export interface Check extends Deno.AtomicCheck {
  set?: Omit<Row, "key">;
}

/** The rows that a commit checks. */
export type Checks = readonly [Check, ...Check[]];

/** Messages and log entries that are written together or not at all. */
export interface Unit {
  envelopes: Envelope[];
  log: Logged[];
  /** Without a check, a commit that arrives late would overwrite what is newer. */
  checks: Checks;
}

// A commit of about 250 mutations takes less than 5 ms.
const MUTATIONS_WANTED = 250;
/** The most that a commit holds. Deno refuses 1,000 mutations, 80 KiB of keys or 800 KiB in all. */
const COMMIT_MAX: Size = { mutations: 800, keyBytes: 72 * 1024, bytes: 720 * 1024 };
/** Denokv accepts ten checks. One of them is for the interests in cluster messages. */
const CHECKS_MAX = 9;
/** The last part of the key of a log row: the versionstamp, which only KV knows. */
const VERSIONSTAMP_BYTES = 22;

interface Size {
  mutations: number;
  keyBytes: number;
  /** Keys and values, estimated. */
  bytes: number;
}

/** The contents of one atomic write. */
export class Batch {
  readonly rows = new Map<string, Row>();
  readonly log = new Map<string, LogEntry[]>();
  readonly states = new Map<string, object>();
  readonly checks = new Map<string, Check>();
  readonly envelopes: Envelope[] = [];
  readonly #resident: LRUCache<string, object>;
  #size: Size = { mutations: 0, keyBytes: 0, bytes: 0 };

  constructor(resident: LRUCache<string, object>) {
    this.#resident = resident;
  }

  get mutations(): number {
    return this.rows.size + this.log.size;
  }

  /**
   * Adds a unit and returns true, unless the commit would get too large. The first unit always
   * fits. If an actor throws, the batch stays as it was.
   */
  tryAdd(unit: Unit): boolean {
    const isEmpty = this.#size.mutations === 0;
    const { checks } = unit;
    if (!isEmpty && this.#isClosedTo(checks)) return false;
    const { states, rows, log } = this.#receive(unit);
    for (const { key, set } of checks) if (set !== undefined) rows.push({ key, ...set });
    const size = plus(this.#size, sizeOf(rows, log, checks));
    if (!isEmpty && exceeds(size, COMMIT_MAX)) return false;
    this.#size = size;
    for (const check of checks) this.checks.set(textOf(check.key), check);
    for (const [address, state] of states) this.states.set(address, state);
    for (const row of rows) this.rows.set(textOf(row.key), row);
    for (const { topic, entry } of log) this.#append(topic, entry);
    for (const envelope of unit.envelopes) this.envelopes.push(envelope);
    return true;
  }

  /** A commit compares all its checks before its changes, so none may be about a changed row. */
  #isClosedTo(checks: Checks): boolean {
    if (this.mutations >= MUTATIONS_WANTED) return true;
    if (this.checks.size + checks.length > CHECKS_MAX) return true;
    return checks.some(({ key, versionstamp }) => {
      const other = this.checks.get(textOf(key));
      return this.rows.has(textOf(key)) || other && other.versionstamp !== versionstamp;
    });
  }

  /** Returns the effects of a unit's messages on the states of this batch, which stay as they are. */
  #receive({ envelopes, log }: Unit): { states: Map<string, object>; rows: Row[]; log: Logged[] } {
    const received = { states: new Map<string, object>(), rows: [] as Row[], log: [...log] };
    for (const { kind, id, message } of envelopes) {
      const address = `${kind.kind}:${id}`;
      const state = received.states.get(address) ?? this.states.get(address) ??
        this.#resident.get(address) ?? null;
      const step = kind.receive(id, state, message);
      if (step.state !== null) received.states.set(address, step.state);
      for (const row of step.rows) received.rows.push(row);
      for (const logged of step.log) received.log.push(logged);
    }
    return received;
  }

  #append(topic: string, entry: LogEntry): void {
    const entries = this.log.get(topic);
    if (entries) entries.push(entry);
    else this.log.set(topic, [entry]);
  }
}

const textOf = (key: Deno.KvKey) => key.join("\u0000");

/** Returns the size of mutations if none of them replaces another one, and of checks. */
function sizeOf(
  rows: readonly Row[],
  log: readonly Logged[],
  checks: Checks,
): Size {
  const size = { mutations: 0, keyBytes: 0, bytes: 0 };
  const add = (keyBytes: number, value: unknown) => {
    size.mutations++;
    size.keyBytes += keyBytes;
    size.bytes += keyBytes + roughBytes(value);
  };
  for (const { key, value } of rows) add(bytesOfKey(key), value);
  for (const { topic, entry } of log) {
    const keyBytes = bytesOfKey(["log", topic]) + VERSIONSTAMP_BYTES;
    add(keyBytes, entry);
    // A cluster message is written twice, and its head is moved. So is that of a conversation.
    if (topic === CLUSTER_TOPIC) add(2 * keyBytes, entry);
    if (hasLogHead(topic)) add(keyBytes, null);
  }
  for (const { key } of checks) size.keyBytes += bytesOfKey(key);
  return size;
}

function bytesOfKey(key: Deno.KvKey): number {
  let bytes = 0;
  // Each part has a tag and an end. No other part than a text takes more than 16 bytes.
  for (const part of key) bytes += typeof part === "string" ? 2 + Buffer.byteLength(part) : 16;
  return bytes;
}

function plus(one: Size, other: Size): Size {
  return {
    mutations: one.mutations + other.mutations,
    keyBytes: one.keyBytes + other.keyBytes,
    bytes: one.bytes + other.bytes,
  };
}

function exceeds(size: Size, max: Size): boolean {
  return size.mutations > max.mutations || size.keyBytes > max.keyBytes || size.bytes > max.bytes;
}
