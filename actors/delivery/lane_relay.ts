import type { DeliveryResult, OutboxLane } from "../../domain/events/delivery.ts";
import { delay } from "../../lib/delay.ts";
import type { Log } from "../../lib/log/log.ts";
import { Fenced } from "../runtime/system.ts";
import { pauseMs } from "./pause.ts";

/** The options of a relay: its log, and its end. */
export interface LaneRelayOptions {
  log: Log;
  /** Aborted when no more events may be delivered. */
  stop: AbortSignal;
}

const BUSY_MS = 20;
const FAILED_MS = 250;
/** The wait before the next try after a first fault. It doubles after each further one. */
const FAULT_MS = 50;
const FAULT_MS_MAX = 1000;
/** After this time without a fault, the search for an event that failed ends. */
const FAULTS_KEPT_MS = 60_000;

/** Keeps one lane of the outbox empty. */
export class LaneRelay {
  readonly #name: string;
  readonly #lane: OutboxLane;
  readonly #options: LaneRelayOptions;
  #isWoken = false;
  /** Whether an event has arrived that must not wait for others. */
  #isUrgent = false;
  #running: Promise<void> | null = null;
  #pausing: AbortController | null = null;
  readonly #faults = { count: 0, at: 0 };

  constructor(name: string, lane: OutboxLane, options: LaneRelayOptions) {
    this.#name = name;
    this.#lane = lane;
    this.#options = options;
  }

  /** Resolves when the lane is found empty; null if nothing is being delivered. */
  get running(): Promise<void> | null {
    return this.#running;
  }

  /** Reports that the lane has events. Those that are not urgent do not end a pause. */
  wake({ isUrgent }: { isUrgent: boolean }): void {
    this.#isWoken = true;
    this.#isUrgent ||= isUrgent;
    this.#running ??= this.#run();
    if (isUrgent) this.#pausing?.abort();
  }

  async #run(): Promise<void> {
    const { stop } = this.#options;
    while (!stop.aborted) {
      this.#isWoken = this.#isUrgent = false;
      const startedAt = performance.now();
      const result = await this.#deliverSafely();
      if (result.state === "empty" && !this.#isWoken) break;
      if (result.state === "busy") await delay(BUSY_MS, stop);
      if (result.state === "failed") await delay(result.againMs, stop);
      if (result.state === "delivered") {
        await this.#pause(pauseMs(result, performance.now() - startedAt));
      }
    }
    this.#running = null;
  }

  /** Lets events gather until an urgent one arrives. */
  async #pause(ms: number): Promise<void> {
    if (ms === 0 || this.#isUrgent) return;
    this.#pausing = new AbortController();
    await delay(ms, AbortSignal.any([this.#options.stop, this.#pausing.signal]));
    this.#pausing = null;
  }

  async #deliverSafely(): Promise<DeliveryResult | { state: "failed"; againMs: number }> {
    const { log, stop } = this.#options;
    const faults = this.#faults;
    try {
      const result = await this.#lane.deliverSome(faults.count);
      // The event that failed may be behind the delivered ones, so the search goes on for a while.
      const isOver = performance.now() - faults.at > FAULTS_KEPT_MS;
      if (result.state === "empty" || isOver) faults.count = 0;
      return result;
    } catch (error) {
      if (stop.aborted) return { state: "failed", againMs: FAILED_MS };
      if (error instanceof Fenced) log.info("delivery fenced", { lane: this.#name });
      else log.error("delivery failed", { lane: this.#name, error });
      if (!await this.#lane.isFault(error)) return { state: "failed", againMs: FAILED_MS };
      faults.at = performance.now();
      return { state: "failed", againMs: Math.min(FAULT_MS * 2 ** faults.count++, FAULT_MS_MAX) };
    }
  }
}
