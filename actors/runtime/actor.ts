import type { LogEntry } from "../topics/topics.ts";

/** A row of an actor's state to write. It is deleted if there is no value. */
export interface Row {
  key: Deno.KvKey;
  value?: unknown;
  /** In milliseconds. KV may delete the row at any time after that. */
  expireIn?: number;
}

/** The result of a message: the next state, rows to write and entries to append to topics. */
export interface Step<S> {
  state: S;
  rows: Row[];
  log: { topic: string; entry: LogEntry }[];
}

/**
 * A kind of actor: plain functions over values. `receive` gets the state, or null if it is not in
 * memory. Either way it must return the same rows. Applying a message twice must change nothing
 * more.
 */
export interface ActorKind<S extends object, M> {
  readonly kind: string;
  /** Reads the state from its rows. */
  load(kv: Deno.Kv, id: string): Promise<S>;
  receive(id: string, state: S | null, message: M): Step<S | null>;
}

/** A message to an actor, with the kind that understands it. */
export interface Envelope {
  readonly kind: ActorKind<object, unknown>;
  readonly id: string;
  readonly message: unknown;
}

/** Addresses a message to an actor. */
export function to<S extends object, M>(kind: ActorKind<S, M>, id: string, message: M): Envelope {
  return { kind: kind as unknown as ActorKind<object, unknown>, id, message };
}
