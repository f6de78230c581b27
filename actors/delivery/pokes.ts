import { delay } from "../../lib/delay.ts";
import { once } from "../../lib/once.ts";

/** Events wait for an instance, or the instances have changed. */
export type Poke = "events" | "urgent_events" | "instances";

/** A poke is of no use after this time: an instance also looks by itself. */
const KEPT_MS = 60_000;
const AGAIN_MS = 1000;
const POLL_MS = 50;

const keyOf = (instance: string): Deno.KvKey => ["poke", instance];

/**
 * Wakes other instances through KV, as soon as there is something for them to deliver. A poke that
 * is lost only costs time.
 */
export class Pokes {
  readonly #kv: Deno.Kv;
  /** The poke that has come while another is being written, by instance. */
  readonly #sending = new Map<string, Poke | null>();
  readonly #writing = new Set<Promise<void>>();

  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  /** Pokes an instance. Those that come while one is written become one. */
  send(instance: string, poke: Poke): void {
    const isSending = this.#sending.has(instance);
    const waiting = this.#sending.get(instance);
    this.#sending.set(instance, isSending ? strongest(waiting ?? poke, poke) : null);
    if (isSending) return;
    const writing = this.#write(instance, poke).finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  /** Resolves when all pokes are written or lost. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing);
  }

  async #write(instance: string, first: Poke): Promise<void> {
    for (let poke: Poke | null = first; poke !== null;) {
      await this.#kv.set(keyOf(instance), [poke, crypto.randomUUID()] satisfies Written, {
        expireIn: KEPT_MS,
      })
        .catch(() => {});
      poke = this.#sending.get(instance) ?? null;
      this.#sending.set(instance, null);
    }
    this.#sending.delete(instance);
  }

  /** Calls `onPoke` at each poke of this instance, until disposed. */
  listen(instance: string, onPoke: (poke: Poke) => void): AsyncDisposable {
    const stop = new AbortController();
    const listening = this.#listen(instance, onPoke, stop.signal);
    return {
      [Symbol.asyncDispose]: once(async () => {
        stop.abort();
        await listening;
      }),
    };
  }

  async #listen(instance: string, onPoke: (poke: Poke) => void, stop: AbortSignal) {
    while (!stop.aborted) {
      try {
        for await (const poke of this.#follow(keyOf(instance), stop)) onPoke(poke);
      } catch (error) {
        if (error instanceof Deno.errors.NotSupported) {
          return await this.#poll(keyOf(instance), onPoke, stop);
        }
        // The store is away. The instance looks by itself until it is back.
      }
      await delay(AGAIN_MS, stop);
    }
  }

  async *#follow(key: Deno.KvKey, stop: AbortSignal): AsyncGenerator<Poke> {
    const reader = this.#kv.watch<[Written]>([key]).getReader();
    const cancel = () => void reader.cancel().catch(() => {});
    stop.addEventListener("abort", cancel);
    try {
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        const [{ value }] = read.value;
        if (value !== null) yield value[0];
      }
    } finally {
      stop.removeEventListener("abort", cancel);
      cancel();
    }
  }

  /** Reads the poke again and again, where the store does not report what other programs write. */
  async #poll(key: Deno.KvKey, onPoke: (poke: Poke) => void, stop: AbortSignal) {
    for (let seen: string | null = null; !stop.aborted; await delay(POLL_MS, stop)) {
      const poke = await this.#kv.get<Written>(key).catch(() => null);
      if (poke === null || poke.versionstamp === seen) continue;
      seen = poke.versionstamp;
      if (poke.value !== null) onPoke(poke.value[0]);
    }
  }
}

/** Listens to the pokes of an instance while there are others. */
export class PokeListener {
  readonly #pokes: Pokes;
  readonly #onPoke: (poke: Poke) => void;
  #listening: AsyncDisposable | null = null;

  constructor(pokes: Pokes, onPoke: (poke: Poke) => void) {
    this.#pokes = pokes;
    this.#onPoke = onPoke;
  }

  /** Goes on under this id. Listens to nothing after `null`, which comes before another id. */
  async listenAs(instance: string | null): Promise<void> {
    if (instance !== null) {
      this.#listening ??= this.#pokes.listen(instance, this.#onPoke);
      return;
    }
    await this.#listening?.[Symbol.asyncDispose]();
    this.#listening = null;
  }
}

/** A poke as KV stores it: each has another text, so that none is overlooked. */
type Written = [Poke, string];

const ORDER: readonly Poke[] = ["events", "urgent_events", "instances"];
const strongest = (one: Poke, two: Poke) => ORDER.indexOf(one) > ORDER.indexOf(two) ? one : two;
