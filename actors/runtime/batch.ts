import type { LRUCache } from "lru-cache";
import type { Envelope, Row } from "./actor.ts";
import type { LogEntry } from "../topics/topics.ts";

/** Messages and log entries that are written together or not at all. */
export interface Unit {
  envelopes: Envelope[];
  log: { topic: string; entry: LogEntry }[];
  /** The commit succeeds only if this row has the versionstamp, and sets it to the value. */
  guard?: { key: Deno.KvKey; versionstamp: string | null; value: unknown };
}

// A commit of about 250 mutations takes less than 5 ms. KV refuses more than 1,000.
const MUTATIONS_WANTED = 250;
const MUTATIONS_MAX = 950;
const GUARDS_MAX = 10;

/** The contents of one atomic write. */
export class Batch {
  readonly rows = new Map<string, Row>();
  readonly log = new Map<string, LogEntry[]>();
  readonly states = new Map<string, object>();
  readonly guards: NonNullable<Unit["guard"]>[] = [];
  readonly envelopes: Envelope[] = [];
  readonly #resident: LRUCache<string, object>;
  #isEmpty = true;

  constructor(resident: LRUCache<string, object>) {
    this.#resident = resident;
  }

  get mutations(): number {
    return this.rows.size + this.log.size + this.guards.length;
  }

  /** Adds a unit and returns true, unless the batch is full. The first unit always fits. */
  tryAdd(unit: Unit): boolean {
    const isFull = this.mutations >= MUTATIONS_WANTED || this.guards.length >= GUARDS_MAX;
    // A unit makes at most about four mutations per message.
    const wouldOverflow = this.mutations + 4 * unit.envelopes.length > MUTATIONS_MAX;
    // A commit checks all guards before its changes, so two units with one guard would both pass.
    const isGuarded = this.guards.some(({ key }) => String(key) === String(unit.guard?.key));
    if (!this.#isEmpty && (isFull || wouldOverflow || isGuarded)) return false;
    this.#isEmpty = false;
    for (const envelope of unit.envelopes) this.#receive(envelope);
    for (const { topic, entry } of unit.log) this.#append(topic, entry);
    if (unit.guard) this.guards.push(unit.guard);
    return true;
  }

  #receive(envelope: Envelope): void {
    const address = `${envelope.kind.kind}:${envelope.id}`;
    const state = this.states.get(address) ?? this.#resident.get(address) ?? null;
    const step = envelope.kind.receive(envelope.id, state, envelope.message);
    if (step.state !== null) this.states.set(address, step.state);
    for (const row of step.rows) this.rows.set(row.key.join("\u0000"), row);
    for (const { topic, entry } of step.log) this.#append(topic, entry);
    this.envelopes.push(envelope);
  }

  #append(topic: string, entry: LogEntry): void {
    const entries = this.log.get(topic);
    if (entries) entries.push(entry);
    else this.log.set(topic, [entry]);
  }
}
