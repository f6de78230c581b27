import { delay } from "../../lib/delay.ts";
import { once } from "../../lib/once.ts";
import { newestOf, readHeads } from "./cluster_log.ts";
import { ClusterReader, type ReaderOptions } from "./cluster_reader.ts";
import { HeadReports } from "./head_reports.ts";
import type { Interest } from "./interest.ts";

/** Whether an instance has clients. */
export interface Clients {
  readonly isBusy: boolean;
  /** Calls `onBusy` when the first client comes, until disposed. */
  listen(onBusy: () => void): Disposable;
}

/** The time between two reads, in milliseconds, where KV cannot report new messages. */
const POLL_MS = 200;
/** The time between two reads where KV reports them: a report may be lost. */
const WATCHED_POLL_MS = 500;
/** While messages keep coming, the pause after a read is this many times as long as the read. */
const PAUSE_TIMES = 8;
const PAUSE_MS_MIN = 20;

/** Follows the messages in each of these KV stores, from now on. */
export function watchCluster(
  stores: readonly Deno.Kv[],
  interests: readonly Interest[],
  options: Omit<WatchOptions, "kv" | "shard" | "interest">,
): Promise<ClusterWatch[]> {
  return Promise.all(stores.map(async (kv, shard) => {
    const all = { kv, shard, interest: interests[shard]!, ...options };
    return new ClusterWatch(new ClusterReader(all, newestOf(await readHeads(kv))), all);
  }));
}

interface WatchOptions extends ReaderOptions {
  clients: Clients;
}

/**
 * Follows the messages of the other instances in one KV store. Without clients it rests, and the
 * next one waits until it has caught up.
 */
export class ClusterWatch implements AsyncDisposable {
  readonly #messages: ClusterReader;
  readonly #reports: HeadReports;
  readonly #clients: Clients;
  readonly #stop = new AbortController();
  readonly #listening: Disposable;
  readonly #running: Promise<void>;
  #resting: PromiseWithResolvers<void> | null = null;
  #catchingUp: PromiseWithResolvers<void> | null = null;
  #pausing: AbortController | null = null;
  /** Aborted when the first client comes. */
  #woken = new AbortController();

  constructor(messages: ClusterReader, { kv, clients }: Pick<WatchOptions, "kv" | "clients">) {
    this.#messages = messages;
    this.#clients = clients;
    this.#listening = clients.listen(() => this.#wake());
    if (!clients.isBusy) this.#resting = Promise.withResolvers();
    this.#reports = new HeadReports(kv, {
      rest: () => this.#resting?.promise,
      onReport: () => this.#pausing?.abort(),
    });
    this.#running = this.#poll();
  }

  /** The newest commit whose messages were handled; "" if there was none. */
  get position(): string {
    return this.#messages.position;
  }

  /** Whether the last read failed. */
  get isOutOfSync(): boolean {
    return this.#messages.isOutOfSync;
  }

  /** Resolves when the messages since a rest are handled; null if it does not catch up now. */
  get catchingUp(): Promise<void> | null {
    return this.#catchingUp?.promise ?? null;
  }

  async #poll(): Promise<void> {
    for (;;) {
      // Out of sync, it must notice by itself when KV is back.
      if (!this.#clients.isBusy && !this.isOutOfSync) await this.#rest();
      if (this.#stop.signal.aborted) return;
      const wasReported = this.#reports.take();
      const startedAt = performance.now();
      // A client who comes during the read waits for the next one.
      const catchingUp = this.#catchingUp;
      const hasNews = await this.#messages.read();
      catchingUp?.resolve();
      if (this.#catchingUp === catchingUp) this.#catchingUp = null;
      if (hasNews && !wasReported) this.#reports.miss();
      await this.#pause(hasNews ? PAUSE_TIMES * (performance.now() - startedAt) : 0);
    }
  }

  async #rest(): Promise<void> {
    this.#resting ??= Promise.withResolvers();
    if (!this.#stop.signal.aborted) await this.#resting.promise;
  }

  #wake(): void {
    this.#catchingUp ??= Promise.withResolvers();
    this.#resting?.resolve();
    this.#resting = null;
    this.#woken.abort();
  }

  /** Waits until KV reports a message, or until the next read is due. */
  async #pause(ms: number): Promise<void> {
    const pollMs = this.#reports.isWorking ? WATCHED_POLL_MS : POLL_MS;
    const pauseMs = ms === 0 ? 0 : Math.min(Math.max(ms, PAUSE_MS_MIN), POLL_MS);
    if (this.#catchingUp !== null) return;
    this.#woken = new AbortController();
    const end = AbortSignal.any([this.#stop.signal, this.#woken.signal]);
    await delay(pauseMs, end);
    if (this.#reports.isWaiting || end.aborted) return;
    this.#pausing = new AbortController();
    await delay(pollMs - pauseMs, AbortSignal.any([end, this.#pausing.signal]));
    this.#pausing = null;
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    this.#listening[Symbol.dispose]();
    this.#stop.abort();
    this.#resting?.resolve();
    this.#pausing?.abort();
    await this.#reports[Symbol.asyncDispose]();
    await this.#running;
  });
}
