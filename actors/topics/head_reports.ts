import { delay } from "../../lib/delay.ts";
import { once } from "../../lib/once.ts";
import { HEADS } from "./cluster_log.ts";

/** So many messages without a report show that the watch is broken. */
const UNREPORTED_MAX = 2;
const RETRY_MS = 1000;

interface Options {
  /** Resolves when the rest of the instance ends; undefined if it does not rest. */
  rest(): Promise<void> | undefined;
  onReport(): void;
}

/**
 * The reports of a KV store about new messages. A file of KV gives none: other programs may write
 * it.
 */
export class HeadReports implements AsyncDisposable {
  readonly #kv: Deno.Kv;
  readonly #options: Options;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #reader: ReadableStreamDefaultReader | null = null;
  #isWorking = false;
  #isWaiting = false;
  #missed = 0;

  constructor(kv: Deno.Kv, options: Options) {
    this.#kv = kv;
    this.#options = options;
    this.#running = this.#run();
  }

  /** Whether KV reports new messages. */
  get isWorking(): boolean {
    return this.#isWorking;
  }

  /** Whether there was a report since the last {@link take}. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Returns whether there was a report since the last call. */
  take(): boolean {
    const wasWaiting = this.#isWaiting;
    this.#isWaiting = false;
    return wasWaiting;
  }

  /** Says that messages came without a report. After several, the watch is opened again. */
  miss(): void {
    if (!this.#isWorking || this.#isWaiting || ++this.#missed < UNREPORTED_MAX) return;
    this.#isWorking = false;
    this.#missed = 0;
    this.#reader?.cancel().catch(() => {});
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#options.rest();
      try {
        await this.#follow();
      } catch (error) {
        if (error instanceof Deno.errors.NotSupported) return;
      }
      this.#isWorking = false;
      if (this.#options.rest() === undefined) await delay(RETRY_MS, this.#stop.signal);
    }
  }

  async #follow(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const reader = this.#kv.watch(HEADS).getReader();
    this.#reader = reader;
    while (!(await reader.read()).done) {
      // An instance that rests needs no reports.
      if (this.#options.rest() !== undefined) return await reader.cancel();
      this.#isWorking = this.#isWaiting = true;
      this.#missed = 0;
      this.#options.onReport();
    }
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    this.#stop.abort();
    await this.#reader?.cancel().catch(() => {});
    await this.#running;
  });
}
